import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';

import { type Ending, endProcess, type KnownProcess } from './ending.js';
import type { GuardMessage } from './guard.js';

// Ctrl-C in a terminal reaches this one too; its time has not come yet.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const watched = new Map<number, { readonly target: KnownProcess; readonly ending: Ending }>();
const folders = new Set<string>();

// The pipe ends when the process that started this one does, however it does.
for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as GuardMessage;
  if ('watch' in message) watched.set(message.watch.pid, { target: message.watch, ending: message.ending });
  else if ('forget' in message) watched.delete(message.forget);
  else folders.add(message.removeFolder);
}

await Promise.all([...watched.values()].map(({ target, ending }) => endProcess(target, ending)));
for (const folder of folders) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
