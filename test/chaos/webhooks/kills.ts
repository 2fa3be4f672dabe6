import { setTimeout as delay } from 'node:timers/promises';

import type { Random } from '../../../simulator/book/random.js';
import { shuffled } from '../plan.js';
import { type Part, PARTS, type System } from './system.js';

/** One SIGKILL. Times in milliseconds. */
export interface PlannedKill {
  readonly part: Part;
  /** How long after the one before. */
  readonly after: number;
  /** How long until it is started again. */
  readonly awayFor: number;
}

/** One kill in so many follows the one before at once. */
const AT_ONCE = 0.2;

/** Each part as often as `each`, and `more` of any, in any order; several may be away at a time. */
export function planKills(random: Random, each: number, more: number): PlannedKill[] {
  const parts = PARTS.flatMap((part) => Array.from({ length: each }, () => part));
  const any = PARTS.map((part) => [part, 1] as const);
  for (let n = 0; n < more; n += 1) parts.push(random.pick(any));
  return shuffled(parts, random).map((part) => ({
    part,
    after: random.chance(AT_ONCE) ? 0 : random.between(200, 3_000),
    awayFor: random.between(0, 2_500),
  }));
}

/** Kills as planned. A part that is away, or starting, is killed as soon as it has a process again. */
export async function killAll({ parts }: System, plan: readonly PlannedKill[]): Promise<void> {
  for (const { part, after, awayFor } of plan) {
    await delay(after);
    parts[part].awayFor = awayFor;
    await parts[part].kill();
  }
}
