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
  /** The run is broken off then; a round that might not be over by then is not begun. */
  readonly mostMinutes: number;
}

/** Enough to judge every bar by. */
const QUICK = 'same handler,pg,grouped,this project';

export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string' },
      profile: { type: 'string' },
      minutes: { type: 'string' },
    },
  });
  const { quick } = values;
  return {
    rounds: Number(values.rounds ?? (quick ? 1 : 3)),
    lengths: quick ? { try: 0.5, burst: 1.5, steady: 1 } : { try: 1.2, burst: 3, steady: 2.5 },
    only: (values.only ?? (quick ? QUICK : '')).split(',').filter((word) => word !== ''),
    profileFolder: values.profile === undefined ? null : resolve(values.profile),
    mostMinutes: Number(values.minutes ?? (quick ? 3 : 20)),
  };
}
