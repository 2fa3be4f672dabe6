import { setTimeout as delay } from 'node:timers/promises';

import type { Random } from '../../../simulator/book/random.js';
import { shuffled } from '../plan.js';
import { type Part, PARTS, type System } from './system.js';

/** One SIGKILL. Times in milliseconds. */
export interface PlannedKill {
  readonly part: Part;
  /** How long after the one before. */
  readonly after: number;
  /** How long before it a burst of deliveries begins, so that it dies in the middle of work. */
  readonly lead: number;
  /** How long until it is started again. */
  readonly awayFor: number;
}

/** One kill in so many follows the one before at once. */
const AT_ONCE = 0.2;
/** A delivery is stored within milliseconds; a second or two later its account's workflow has it processed. */
const LEAD: Readonly<Record<Part, readonly [least: number, most: number]>> = {
  api: [1, 60],
  Postgres: [1, 60],
  worker: [200, 2_500],
  Temporal: [200, 2_500],
};

/** Each part as often as `each`, and `more` of any, in any order; several may be away at a time. */
export function planKills(random: Random, each: number, more: number): PlannedKill[] {
  const parts = PARTS.flatMap((part) => Array.from({ length: each }, () => part));
  const any = PARTS.map((part) => [part, 1] as const);
  for (let n = 0; n < more; n += 1) parts.push(random.pick(any));
  return shuffled(parts, random).map((part) => ({
    part,
    after: random.chance(AT_ONCE) ? 0 : random.between(300, 3_000),
    lead: random.between(...LEAD[part]),
    awayFor: random.between(0, 2_500),
  }));
}

/**
 * Kills as planned. A part that is away, or starting, is killed as soon as it has a process again.
 *
 * @param burst called shortly before each kill.
 * @returns when each died, in milliseconds.
 */
export async function killAll(
  { parts }: System,
  plan: readonly PlannedKill[],
  burst: () => void,
): Promise<number[]> {
  const deaths: number[] = [];
  for (const { part, after, lead, awayFor } of plan) {
    await delay(after);
    burst();
    await delay(lead);
    parts[part].awayFor = awayFor;
    deaths.push(await parts[part].kill());
  }
  return deaths;
}
