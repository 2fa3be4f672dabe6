/** Search parameters as they stand in the URL: plain strings, checked by the route they belong to. */
export type RawSearch = Readonly<Record<string, string>>;

export const parseSearch = (search: string): RawSearch => Object.fromEntries(new URLSearchParams(search));

/** Commas and dots stay readable: these URLs are shared. */
export function stringifySearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (typeof value === 'string' || value === true) parameters.set(name, String(value));
  }
  const text = parameters.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
}
