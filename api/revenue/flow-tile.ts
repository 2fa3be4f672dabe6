import { type Amount, sum } from './amounts.js';
import { latest, newestCommonPeriod } from './common-period.js';
import { addDays, type Day, daysBetween } from './days.js';
import type { Member, MetricPoint, Parts } from './points.js';
import { MOST_DAYS_BEHIND } from './snapshot-tile.js';
import { type DatedValue, emptyTile, type TileValue } from './tile-value.js';

/**
 * Revenue and new subscribers of the last `days` days.
 *
 * `value` ends on the newest day any member has, today's running one included. `completeDays` is a sum of just as many
 * days and ends on the last day complete in every member: whole weeks against whole weeks, never a morning against a day.
 */
export function flowTile(members: readonly Member[], days: number): TileValue {
  const newest = latest(members.flatMap(({ points }) => latest(points.keys()) ?? []));
  if (newest === null) return emptyTile(members.map(({ accountId }) => accountId));
  const window = daysUpTo(newest, days);
  const counted = members.filter((member) => pointsOf(member, window).length > 0);
  const points = counted.flatMap((member) => pointsOf(member, window));
  return {
    value: total(points),
    asOf: newest,
    complete: isDense(counted, window),
    parts: sumOfParts(points),
    byAccount: counted.map((member) => {
      const own = pointsOf(member, window);
      return {
        accountId: member.accountId,
        value: total(own),
        asOf: latest(own.map(({ period }) => period)) ?? newest,
      };
    }),
    missing: members.filter((member) => !counted.includes(member)).map(({ accountId }) => accountId),
    ...completeDays(counted, days),
  };
}

/** The last complete days and as many before, over the same accounts; null where one of them cannot say. */
function completeDays(
  counted: readonly Member[],
  days: number,
): { completeDays: DatedValue | null; previous: DatedValue | null } {
  const common = newestCommonPeriod(counted, (newest) => addDays(newest, -MOST_DAYS_BEHIND));
  if (common === null || common.lacking.length > 0) return { completeDays: null, previous: null };
  const window = daysUpTo(common.period, days);
  const end = addDays(common.period, -days);
  const before = daysUpTo(end, days);
  const valueOf = (range: readonly Day[]) =>
    total(counted.flatMap((member) => pointsOf(member, range).filter(({ complete }) => complete)));
  return {
    completeDays: { value: valueOf(window), asOf: common.period },
    previous: isDense(counted, [...before, ...window]) ? { value: valueOf(before), asOf: end } : null,
  };
}

function daysUpTo(end: Day, days: number): Day[] {
  return daysBetween(addDays(end, 1 - days), end);
}

function pointsOf(member: Member, days: readonly Day[]): MetricPoint[] {
  return days.flatMap((day) => member.points.get(day) ?? []);
}

/** Whether every member has every day, complete. */
function isDense(members: readonly Member[], days: readonly Day[]): boolean {
  return members.every(({ points }) => days.every((day) => points.get(day)?.complete === true));
}

function total(points: readonly MetricPoint[]): Amount {
  return sum(points.map(({ value }) => value));
}

/** Parts add up by name; null unless every point has them, since they would not add up to the value. */
function sumOfParts(points: readonly MetricPoint[]): Parts | null {
  const all = points.map(({ parts }) => parts);
  if (all.some((parts) => parts === null)) return null;
  const names = new Set(all.flatMap((parts) => Object.keys(parts ?? {})));
  return Object.fromEntries(
    [...names].map((name) => [name, sum(all.flatMap((parts) => parts?.[name] ?? []))]),
  );
}
