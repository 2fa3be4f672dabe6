import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { findFreePorts } from '../../../dev/services/ports.js';

export const SERVER = fileURLToPath(new URL('../../../api/server.js', import.meta.url));

/** The api as a process of its own. */
export interface ApiProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** All it has said so far, on either stream. */
  output(): string;
}

/** Starts one, and waits until it says that it is ready. Whoever starts it ends it. */
export async function startApiProcess(settings: Readonly<Record<string, string>>): Promise<ApiProcess> {
  const [port = 0, opsPort = 0] = await findFreePorts(2);
  const env = { PATH: process.env['PATH'], PORT: String(port), OPS_PORT: String(opsPort), ...settings };
  const child = fork(SERVER, { env, silent: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  const [message] = (await once(child, 'message')) as [{ ready: boolean; port: number }];
  assert.deepEqual(message, { ready: true, port });
  return { child, url: `http://localhost:${port}`, output: () => output };
}
