import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

import type { Lengths } from './turn.js';

/** What the command line asks for. */
export interface Options {
  readonly rounds: number;
  readonly lengths: Lengths;
  /** Only contestants whose name has one of these in it; all if empty. */
  readonly only: readonly string[];
  /** Folder for V8's CPU profiles of the servers; none if null. */
  readonly profileFolder: string | null;
  /** Minutes after which no round is begun, and the run is ended. */
  readonly mostMinutes: number;
}

export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string', default: '' },
      profile: { type: 'string' },
    },
  });
  const { quick } = values;
  return {
    rounds: Number(values.rounds ?? (quick ? 1 : 3)),
    lengths: quick ? { try: 0.5, burst: 1, steady: 1 } : { try: 1.4, burst: 2, steady: 2.5 },
    only: values.only.split(',').filter((word) => word !== ''),
    profileFolder: values.profile === undefined ? null : resolve(values.profile),
    mostMinutes: quick ? 4 : 15,
  };
}
