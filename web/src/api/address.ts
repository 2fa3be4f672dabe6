import type { Given, RouteName } from './contract.js';

/** Parts of an address, whichever route it belongs to. */
export interface AddressParts {
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
}

/** The address of a route: its path with each part escaped, and its query. */
export function addressOf<Name extends RouteName>(name: Name, ...given: Given<Name>): string;
export function addressOf(name: string, parts?: AddressParts): string {
  return writeAddress(name, parts);
}

/** The same, where the parts were checked before. Query parameters that are undefined or empty are left out. */
export function writeAddress(name: string, { params = {}, query = {} }: AddressParts = {}): string {
  const path = name
    .slice(name.indexOf('/'))
    .replaceAll(/\{(\w+)\}/g, (_match, part: string) => encodeURIComponent(params[part] ?? ''));
  const parameters = new URLSearchParams();
  for (const [parameter, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parameters.set(parameter, String(value));
  }
  return parameters.size === 0 ? path : `${path}?${parameters.toString()}`;
}
