import { type Amount, sum } from './amounts.js';
import { newestCommonPeriod } from './common-period.js';
import { addDays, type Day } from './days.js';
import type { Member } from './points.js';
import { emptyTile, type TileValue } from './tile-value.js';

const COMPARED_DAYS = 30;
/** Days a member may be behind before it is missing; as many as are compared, since more would leave nothing to compare. */
export const MOST_DAYS_BEHIND = 30;

/** MRR, subscriptions, trials: the newest day that is complete in every member, against 30 days earlier. */
export function snapshotTile(members: readonly Member[]): TileValue {
  const common = newestCommonPeriod(members, (newest) => addDays(newest, -MOST_DAYS_BEHIND));
  if (common === null) return emptyTile(members.map(({ accountId }) => accountId));
  const { period, having, lacking } = common;
  const before = addDays(period, -COMPARED_DAYS);
  const now = valuesAt(having, period);
  const then = valuesAt(having, before);
  return {
    value: sum(now.values()),
    asOf: period,
    complete: true,
    previous: then.size === having.length ? { value: sum(then.values()), asOf: before } : null,
    parts: null,
    byAccount: [...now].map(([accountId, value]) => ({ accountId, value, asOf: period })),
    missing: lacking.map(({ accountId }) => accountId),
  };
}

/** The complete values of one day, by account. */
function valuesAt(members: readonly Member[], day: Day): Map<string, Amount> {
  const values = new Map<string, Amount>();
  for (const { accountId, points } of members) {
    const point = points.get(day);
    if (point?.complete === true && point.value !== null) values.set(accountId, point.value);
  }
  return values;
}
