import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { DataDir } from './data-dir.js';
import { endLeftover } from './services/pid-file.js';

/**
 * Ends what a start that was killed has left running on this data, before ports are chosen: it may hold them. Usually
 * there is nothing, because children go when their parent does; but a whole machine can stop in the middle of that.
 */
export async function endLeftovers(dataDir: DataDir): Promise<void> {
  const ours = readdirSync(dataDir.at('run')).map((name) => join(dataDir.at('run'), name));
  const servers = ['temporal', 'vault', 'postgres'].map((name) => dataDir.at(name, 'process.json'));
  for (const pidFile of [...ours, ...servers]) await endLeftover(pidFile);
}
