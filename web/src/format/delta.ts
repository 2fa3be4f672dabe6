import type { Amount } from './locale.js';
import { formatSigned } from './rates.js';
import type { Unit } from './value.js';

/** Whether more is better; `worse` for churn and refunds. */
export type MoreIs = 'better' | 'worse';
export type Verdict = 'better' | 'worse' | 'neutral';

/** How a value changed. `text` is what stands in the tile; the arrow is drawn from `direction`. */
export type Delta =
  | { readonly kind: 'none' }
  | { readonly kind: 'new' }
  /** The value before was negative, where a percentage would mislead: both values are shown. */
  | { readonly kind: 'values' }
  | {
      readonly kind: 'percent' | 'points' | 'times';
      readonly text: string;
      readonly direction: 'up' | 'down' | 'same';
      readonly verdict: Verdict;
    };

const BEYOND_PERCENT = 999;

/**
 * The change from one value to another: percent for money and counts, points for rates.
 * @param value the newer value; null if there is none
 * @param previous the same, of the period before; null if there is nothing to compare with
 */
export function deltaOf(value: Amount | null, previous: Amount | null, unit: Unit, moreIs: MoreIs): Delta {
  if (value === null || previous === null) return { kind: 'none' };
  const [now, before] = [Number(value), Number(previous)];
  if (unit === 'percent') return change('points', now - before, `${formatSigned(now - before)} pp`, moreIs);
  if (before === 0) return now === 0 ? change('percent', 0, '0.0%', moreIs) : { kind: 'new' };
  if (before < 0) return { kind: 'values' };
  const percent = ((now - before) / before) * 100;
  if (percent > BEYOND_PERCENT) return change('times', percent, `×${Math.round(now / before)}`, moreIs);
  return change('percent', percent, `${formatSigned(percent)}%`, moreIs);
}

function change(
  kind: 'percent' | 'points' | 'times',
  amount: number,
  text: string,
  moreIs: MoreIs,
): Extract<Delta, { text: string }> {
  // What rounds to zero is no change: neither arrow nor colour.
  if (Math.abs(amount) < 0.05) return { kind, text, direction: 'same', verdict: 'neutral' };
  const direction = amount > 0 ? 'up' : 'down';
  const better = (direction === 'up') === (moreIs === 'better');
  return { kind, text, direction, verdict: better ? 'better' : 'worse' };
}

/**
 * The change as words for those who do not see arrow and colour: `up 0.4 points, worse than Sep 2026`.
 * @param before what it is compared with, such as `21 Oct`
 */
export function deltaInWords(delta: Delta, before: string): string {
  switch (delta.kind) {
    case 'none':
      return 'no comparison yet';
    case 'new':
      return `new, nothing on ${before}`;
    case 'values':
      return `compared with ${before}`;
    case 'percent':
    case 'points':
    case 'times': {
      if (delta.direction === 'same') return `unchanged from ${before}`;
      const size = delta.text.replace(/^[+−]/, '');
      const amount =
        delta.kind === 'points'
          ? `${delta.direction} ${size.replace(' pp', ' points')}`
          : wording(delta, size);
      return `${amount}, ${delta.verdict} than ${before}`;
    }
  }
}

const wording = (delta: { kind: string; direction: string }, size: string): string =>
  delta.kind === 'times' ? `${size.slice(1)} times as much` : `${delta.direction} ${size}`;
