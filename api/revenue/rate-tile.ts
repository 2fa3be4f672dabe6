import { newestCommonPeriod } from './common-period.js';
import { addMonths, type Day, lastDayOfMonth } from './days.js';
import type { Unit } from './metrics.js';
import type { Member, MetricPoint } from './points.js';
import { combineRates } from './rates.js';
import { type DatedValue, emptyTile, type TileValue } from './tile-value.js';

/** Months a member may be behind before it is missing. */
const MOST_MONTHS_BEHIND = 1;

/** Rates and LTV: the newest month that is complete in every member, against the month before. */
export function rateTile(members: readonly Member[], unit: Unit): TileValue {
  const common = newestCommonPeriod(members, (newest) => addMonths(newest, -MOST_MONTHS_BEHIND));
  if (common === null) return emptyTile(members.map(({ accountId }) => accountId));
  const { period, having, lacking } = common;
  const asOf = lastDayOfMonth(period);
  const { value, parts } = combineRates(completeAt(having, period), unit);
  return {
    value,
    asOf,
    complete: value !== null,
    previous: monthBefore(having, period, unit),
    parts,
    byAccount: having.flatMap(({ accountId, points }) => {
      const point = points.get(period);
      return point === undefined ? [] : [{ accountId, value: point.value, asOf }];
    }),
    missing: lacking.map(({ accountId }) => accountId),
  };
}

function monthBefore(members: readonly Member[], month: Day, unit: Unit): DatedValue | null {
  const before = addMonths(month, -1);
  const points = completeAt(members, before);
  if (points.length < members.length) return null;
  const { value } = combineRates(points, unit);
  return value === null ? null : { value, asOf: lastDayOfMonth(before) };
}

function completeAt(members: readonly Member[], month: Day): MetricPoint[] {
  return members.flatMap(({ points }) => {
    const point = points.get(month);
    return point?.complete === true ? [point] : [];
  });
}
