import { DAY, HOUR } from '../clock.js';
import type { StoreName } from './catalogue.js';
import { chances } from './chances.js';
import type { Period } from './event.js';
import type { Happening } from './plan.js';
import type { Random } from './random.js';

/** Decides, as a period begins, how it will go; its end always comes last. */
export function fateOf(period: Period, store: StoreName, random: Random): Happening[] {
  const { start, end } = period;
  if (end === null) return [];
  const sometime = (from: number, to: number) => random.between(from + 1, Math.max(from + 1, to - 1));
  const turns = turnsOf(period, end, store, random, sometime);
  if (period.kind !== 'TRIAL' && !period.familyShare && random.chance(chances.refund)) {
    turns.push({ at: sometime(start + HOUR, Math.min(end, start + 10 * DAY)), kind: 'refund' });
  }
  return [...turns, { at: end, kind: 'period_end' }];
}

function turnsOf(
  period: Period,
  end: number,
  store: StoreName,
  random: Random,
  sometime: (from: number, to: number) => number,
): Happening[] {
  const { start, kind, product, familyShare } = period;
  const mobile = store === 'app_store' || store === 'play_store';
  const cancelled = kind === 'TRIAL' ? chances.trialCancelled : chances.cancelled[period.length ?? 'P1M'];
  if (random.chance(cancelled)) {
    const cancel = { at: sometime(start, end), kind: 'cancel' as const };
    if (kind === 'TRIAL' || !random.chance(chances.uncancelled)) return [cancel];
    return [cancel, { at: sometime(cancel.at, end), kind: 'uncancel' }];
  }
  if (familyShare) return [];
  if (random.chance(chances.billingFails)) return [{ at: end, kind: 'billing_failure' }];
  if (kind !== 'NORMAL') return [];
  const short = product.length === 'P1M' || product.length === 'P1W';
  if (short && random.chance(chances.productChanged)) {
    return [{ at: sometime(start, end), kind: 'change_product' }];
  }
  if (short && mobile && random.chance(chances.upgraded))
    return [{ at: sometime(start, end), kind: 'upgrade' }];
  if (mobile && random.chance(chances.transferred)) return [{ at: sometime(start, end), kind: 'transfer' }];
  if (mobile && random.chance(chances.extended)) return [{ at: sometime(start, end), kind: 'extend' }];
  if (store === 'play_store' && random.chance(chances.paused)) {
    return [{ at: sometime(start, end), kind: 'pause' }];
  }
  return [];
}
