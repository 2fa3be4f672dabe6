import type { CrashPoint } from '../../activities/crash-points.js';
import { type Random, randomFor } from '../../simulator/book/random.js';
import { CRASH_POINTS, factsOf } from './points.js';

/** One death of a worker process. */
export interface PlannedKill {
  readonly point: CrashPoint;
  /** Passages of the point that are let go by. */
  readonly skip: number;
  /** Where Vault is killed before; null if it stays. */
  readonly vaultFallsAt: CrashPoint | null;
}

/** What is to happen to workers, one after the other, and to Vault in one round. */
export interface RoundPlan {
  readonly round: number;
  readonly kills: readonly PlannedKill[];
  /** How long Vault stays away, in milliseconds. */
  readonly vaultAwayFor: number;
}

/** One round in so many has Vault killed, and one in so many the next worker as well, while it picks up the pieces. */
const VAULT_EVERY = 4;
const AGAIN_EVERY = 5;

/** Where accounts are that recover. */
const RECOVERING = ['refresh.announced', 'refresh.answered', 'refresh.stored'] as const;

interface Wish {
  readonly point: CrashPoint;
  readonly withoutVault: boolean;
}

/** Every point once, and those with a pair in hand once more without Vault. */
const ALL: readonly Wish[] = [
  ...CRASH_POINTS.map((point) => ({ point, withoutVault: false })),
  ...CRASH_POINTS.filter((point) => factsOf(point).withPair).map((point) => ({ point, withoutVault: true })),
];

/** Rounds that meet every point. */
export const ALL_ROUNDS = ALL.length;

/** A seed's plan: all there is in any order, then all again. */
export function planRounds(seed: string, rounds: number): RoundPlan[] {
  const random = randomFor(`chaos/${seed}`);
  const wishes: Wish[] = [];
  while (wishes.length < rounds) wishes.push(...shuffled(ALL, random));
  return wishes.slice(0, rounds).map(({ point, withoutVault }, index) => {
    const plan = planRound(index + 1, random, {
      point,
      withoutVault: withoutVault || index % VAULT_EVERY === 1,
    });
    const next = RECOVERING[random.between(0, RECOVERING.length - 1)];
    if (next === undefined || plan.kills.length > 1 || index % AGAIN_EVERY !== 0) return plan;
    return { ...plan, kills: [...plan.kills, { point: next, skip: 0, vaultFallsAt: null }] };
  });
}

/** One round as it is wanted. */
export function planRound(round: number, random: Random, { point, withoutVault }: Wish): RoundPlan {
  const { after, vaultFallsAt } = factsOf(point);
  // Passed by every account every few seconds: not always the first is hit.
  const skip = RECOVERING.some((often) => often === point) ? random.between(0, 3) : 0;
  const kill = { point, skip, vaultFallsAt: withoutVault ? vaultFallsAt : null };
  const before = after === undefined ? [] : [{ point: after, skip: 0, vaultFallsAt: null }];
  return { round, kills: [...before, kill], vaultAwayFor: random.between(3_000, 6_000) };
}

/** In an order that only the seed knows. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, rank: random.next() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}
