import type { CrashPoint } from '../../activities/crash-points.js';
import { randomFor } from '../../simulator/book/random.js';
import { CRASH_POINTS, factsOf } from './points.js';

/** What is to happen to the worker, and to Vault, in one round. */
export interface RoundPlan {
  readonly round: number;
  /** Where workers are killed, one after the other. */
  readonly points: readonly CrashPoint[];
  readonly vaultFallsAt: CrashPoint | null;
  /** How long Vault stays away, in milliseconds. */
  readonly vaultAwayFor: number;
  /** Passages of the point that are let go by. */
  readonly skip: number;
}

/** One round in so many has Vault killed as well. */
const VAULT_EVERY = 3;

/** The same seed makes the same plan; as many rounds as there are points meet each of them. */
export function planRounds(
  seed: string,
  rounds: number,
  points: readonly CrashPoint[] = CRASH_POINTS,
): RoundPlan[] {
  const random = randomFor(`chaos/${seed}`);
  const order: CrashPoint[] = [];
  while (order.length < rounds) {
    const shuffled = points.map((point) => ({ point, rank: random.next() }));
    order.push(...shuffled.sort((one, other) => one.rank - other.rank).map(({ point }) => point));
  }
  return order.slice(0, rounds).map((point, index) => {
    const { after, vaultFallsAt } = factsOf(point);
    const often = point.startsWith('refresh.') && point !== 'refresh.judged';
    return {
      round: index + 1,
      points: [...(after === undefined ? [] : [after]), point],
      vaultFallsAt: index % VAULT_EVERY === 1 ? vaultFallsAt : null,
      vaultAwayFor: random.between(3_000, 6_000),
      skip: often ? random.between(0, 3) : 0,
    };
  });
}
