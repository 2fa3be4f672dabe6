import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A text that can only be found where somebody put it. */
export function plantedCanary(name: string): string {
  return `canary-${name}-7f3a9c51d2e84b60`;
}

export interface Places {
  /** Data of the services and logs of all processes. Vault's own storage is encrypted, and searched like the rest. */
  readonly folder: string;
  /** What was printed or answered. */
  readonly texts: readonly string[];
}

/**
 * Files that hold secrets because that is what they are for: keys of the embedded services, and the simulator's own state.
 * Everything else, raw database and write-ahead files included, is searched byte by byte.
 */
const KEYS = /^(admin-api-key|simulator\.json|.*\.(key|secret|password))$/;

/** @returns where each secret was found, in the clear, in hexadecimal or in base64. */
export async function findSecrets(secrets: readonly string[], { folder, texts }: Places): Promise<string[]> {
  const needles = secrets.flatMap((secret) => [
    { secret, bytes: Buffer.from(secret) },
    { secret, bytes: Buffer.from(Buffer.from(secret).toString('hex')) },
    // Base64 of the whole text: two characters at the end depend on what follows.
    { secret, bytes: Buffer.from(Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -2)) },
  ]);
  const found: string[] = [];
  for (const [index, text] of texts.entries()) {
    for (const { secret, bytes } of needles) {
      if (Buffer.from(text).includes(bytes)) found.push(`text ${index}: ${secret.slice(0, 8)}…`);
    }
  }
  for (const file of filesUnder(folder)) {
    if (KEYS.test(relative(folder, file).split('/').at(-1) ?? '')) continue;
    const longest = Math.max(...needles.map(({ bytes }) => bytes.length));
    let tail = Buffer.alloc(0);
    for await (const chunk of createReadStream(file, { highWaterMark: 4_000_000 }) as AsyncIterable<Buffer>) {
      const window = Buffer.concat([tail, chunk]);
      for (const { secret, bytes } of needles) {
        if (window.includes(bytes)) found.push(`${relative(folder, file)}: ${secret.slice(0, 8)}…`);
      }
      tail = window.subarray(-longest);
    }
  }
  return [...new Set(found)];
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
