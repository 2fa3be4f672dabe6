import { ConfigError } from '../clients/config.js';
import { findFreePorts, isPortFree } from './services/ports.js';
import { readJsonFile, writeSecretFile } from './services/secret-file.js';

/** How many ports after the default one are tried. */
const REACH = 100;

export interface PortWish {
  /** The setting, to be named when the port is taken. */
  readonly setting: 'PORT' | 'OPS_PORT';
  readonly port: number;
  /** A port somebody asked for is used or refused, never replaced. */
  readonly given: boolean;
}

/**
 * The ports of the api. A default one moves on to the next free one only beside the simulator: elsewhere somebody has
 * written the address into a redirect URI or a firewall.
 *
 * @throws {ConfigError} naming every port that is taken.
 */
export async function choosePorts(wishes: readonly PortWish[], mayMove: boolean): Promise<number[]> {
  const chosen: number[] = [];
  const problems: string[] = [];
  for (const { setting, port, given } of wishes) {
    const reach = mayMove && !given ? REACH : 0;
    const found = port === 0 ? (await findFreePorts(1))[0] : await firstFree(port, port + reach, chosen);
    if (found === undefined) problems.push(`${setting}: port ${port} is in use by another program`);
    else chosen.push(found);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return chosen;
}

/**
 * Ports of the embedded services: those of the last start, so that links and bookmarks stay good, unless somebody else
 * has taken them since.
 *
 * @param file where they are remembered.
 * @param preferred tried at the first start.
 */
export async function rememberedPorts<Name extends string>(
  file: string,
  preferred: Record<Name, number>,
  taken: readonly number[],
): Promise<Record<Name, number>> {
  const before: Partial<Record<Name, number>> = readJsonFile(file) ?? {};
  const ports: Record<Name, number> = { ...preferred };
  const used = [...taken];
  for (const name of Object.keys(preferred) as Name[]) {
    const wanted = before[name] ?? preferred[name];
    const port = (await firstFree(wanted, wanted + REACH, used)) ?? (await findFreePorts(1))[0] ?? wanted;
    ports[name] = port;
    used.push(port);
  }
  writeSecretFile(file, JSON.stringify(ports));
  return ports;
}

async function firstFree(from: number, to: number, used: readonly number[]): Promise<number | undefined> {
  for (let port = from; port <= Math.min(to, 65_535); port += 1) {
    if (!used.includes(port) && (await isPortFree(port))) return port;
  }
  return undefined;
}
