import { DAY, HOUR } from '../clock.js';
import type { StoreName } from './catalogue.js';
import type { Period } from './event.js';
import type { Happening } from './plan.js';
import type { Random } from './random.js';

const trialProducts = [
  ['Pro Monthly', 60],
  ['Pro Yearly', 40],
] as const;
const directProducts = [
  ['Pro Monthly', 50],
  ['Pro Yearly', 30],
  ['Plus Monthly', 20],
] as const;

/** How likely what is: rates of a healthy, unremarkable subscription app. */
export const chances = {
  trialProducts,
  directProducts,
  /** Probability, soonest, latest. */
  resubscribe: [0.12, 10 * DAY, 120 * DAY],
  resume: [0.8, 25 * DAY, 35 * DAY],
  fateOf,
} as const;

/** Decides, as a period begins, how it will go; its end always comes last. */
function fateOf(period: Period, store: StoreName, random: Random): Happening[] {
  const { start, end, kind } = period;
  if (end === null) return [];
  const sometime = (from: number, to: number) => random.between(from + 1, Math.max(from + 1, to - 1));
  const fate: Happening[] = [];
  if (kind === 'TRIAL') {
    if (!random.chance(0.55)) fate.push({ at: sometime(start, end), kind: 'cancel' });
  } else {
    if (random.chance(0.02)) {
      fate.push({ at: sometime(start + HOUR, Math.min(end, start + 10 * DAY)), kind: 'refund' });
    }
    fate.push(...fateOfRenewal(period, start, end, store, random, sometime));
  }
  return [...fate, { at: end, kind: 'period_end' }];
}

function fateOfRenewal(
  { product }: Period,
  start: number,
  end: number,
  store: StoreName,
  random: Random,
  sometime: (from: number, to: number) => number,
): Happening[] {
  const yearly = product.months === 12;
  if (random.chance(yearly ? 0.3 : 0.1)) {
    const cancelled = { at: sometime(start, end), kind: 'cancel' as const };
    if (!random.chance(0.08)) return [cancelled];
    return [cancelled, { at: sometime(cancelled.at, end), kind: 'uncancel' }];
  }
  if (random.chance(0.02)) return [{ at: end, kind: 'billing_issue' }];
  if (!yearly && random.chance(0.015)) return [{ at: sometime(start, end), kind: 'change_product' }];
  if (store === 'play_store' && random.chance(0.01)) return [{ at: sometime(start, end), kind: 'pause' }];
  return [];
}
