import { type DailyMetric, MONTHLY } from './expected-rows.js';
import type { MonthlyMetric } from './ledger/ledger.js';
import { combined, type Member, total, totalParts, type Value } from './member.js';
import { type Day, daysThrough, lastDayOf, plusDays, plusMonths } from './periods.js';
import type { TileSaid } from './tile-facts.js';

/** What `docs/metrics.md` says a member may be behind before it is missing. */
const DAYS_BEHIND = 30;
const MONTHS_BEHIND = 1;

/**
 * The fourteen tiles of a union, worked out by what `docs/metrics.md` says.
 *
 * @param members those with numbers in the layer's currency.
 * @param without whether an account is missing from them altogether.
 */
export function expectedTiles(members: readonly Member[], without = false): TileSaid[] {
  return [
    ...(['mrr', 'arr', 'active_subscriptions', 'active_trials'] as const).map((metric) =>
      snapshot(metric, members),
    ),
    ...(['revenue', 'new_subscribers'] as const).flatMap((metric) =>
      [7, 30].map((days) => flow(metric, days, members)),
    ),
    ...MONTHLY.map((metric) => rate(metric, members)),
  ].map((tile) => ({ ...tile, partial: tile.partial || without }));
}

/** The newest day or month that all have, else the newest that the most have. @param candidates newest first. */
function common<Period>(
  candidates: readonly Period[],
  members: readonly Member[],
  has: (m: Member, p: Period) => boolean,
) {
  const having = (period: Period) => members.filter((member) => has(member, period));
  const most = Math.max(...candidates.map((period) => having(period).length));
  const period = candidates.find((candidate) => having(candidate).length === most);
  return period === undefined || most === 0 ? null : { period, having: having(period) };
}

const newest = (days: readonly Day[]): Day => [...days].sort().at(-1) ?? '';
const commonDay = (members: readonly Member[]) => {
  const last = newest(members.map(({ today }) => plusDays(today, -1)));
  const candidates = daysThrough(plusDays(last, -DAYS_BEHIND), last).reverse();
  return common(candidates, members, (member, day) => member.isComplete(day));
};
const nothing = (metric: string): TileSaid => ({
  ...{ metric, value: null, as_of: null, complete: false, partial: true, previous: null, parts: null },
  by_account: [],
});

/** What members have for days that are over. */
function completeValues(
  members: readonly Member[],
  metric: DailyMetric | 'arr',
  days: readonly Day[],
): Value[] {
  return members.flatMap((member) =>
    days.flatMap((day) => (member.isComplete(day) ? (member.daily(metric, day) ?? []) : [])),
  );
}

function snapshot(metric: DailyMetric | 'arr', members: readonly Member[]): TileSaid {
  const found = commonDay(members);
  if (found === null) return nothing(metric);
  const { period, having } = found;
  const before = plusDays(period, -30);
  const now = completeValues(having, metric, [period]);
  const then = completeValues(having, metric, [before]);
  return {
    ...{ metric, value: total(now), as_of: period, complete: true, parts: null },
    partial: having.length < members.length,
    previous: then.length === having.length ? { value: total(then), as_of: before } : null,
    by_account: having.map((member) => ({
      ...{ account_id: member.accountId, value: member.daily(metric, period)?.value ?? '', as_of: period },
    })),
  };
}

function flow(metric: 'revenue' | 'new_subscribers', days: number, members: readonly Member[]): TileSaid {
  const end = newest(members.map(({ today }) => today));
  const upTo = (last: Day) => daysThrough(plusDays(last, 1 - days), last);
  const own = (member: Member) => upTo(end).filter((day) => member.daily(metric, day) !== null);
  const valuesOf = (member: Member) => own(member).flatMap((day) => member.daily(metric, day) ?? []);
  const counted = members.filter((member) => own(member).length > 0);
  const isWhole = (range: readonly Day[]) =>
    counted.every((member) => range.every((day) => member.isComplete(day)));
  const found = commonDay(counted);
  const last = found?.having.length === counted.length ? found.period : null;
  const before = last && plusDays(last, -days);
  const sumUpTo = (day: Day) => total(completeValues(counted, metric, upTo(day)));
  const comparable = last !== null && before !== null && isWhole([...upTo(before), ...upTo(last)]);
  const all = counted.flatMap(valuesOf);
  return {
    ...{ metric: `${metric}_${days}d`, value: total(all), as_of: end, complete: isWhole(upTo(end)) },
    ...{ partial: counted.length < members.length, parts: totalParts(all) },
    value_complete_days: last && sumUpTo(last),
    complete_days_as_of: last,
    previous: comparable ? { value: sumUpTo(before), as_of: before } : null,
    by_account: counted.map((member) => {
      return { account_id: member.accountId, value: total(valuesOf(member)), as_of: newest(own(member)) };
    }),
  };
}

function rate(metric: MonthlyMetric, members: readonly Member[]): TileSaid {
  const months = (member: Member) =>
    Array.from({ length: 6 }, (_, ago) => plusMonths(`${member.today.slice(0, 7)}-01`, -ago));
  const complete = members.flatMap((member) =>
    months(member).filter((month) => member.isCompleteMonth(metric, month)),
  );
  const last = newest(complete);
  const candidates =
    last === '' ? [] : Array.from({ length: MONTHS_BEHIND + 1 }, (_, ago) => plusMonths(last, -ago));
  const found = common(candidates, members, (member, month) => member.isCompleteMonth(metric, month));
  if (found === null) return nothing(metric);
  const { period, having } = found;
  const at = (month: Day) =>
    having.flatMap((member) =>
      member.isCompleteMonth(metric, month) ? (member.monthly(metric, month) ?? []) : [],
    );
  const { value, parts } = combined(metric, at(period));
  const before = plusMonths(period, -1);
  const earlier = at(before).length === having.length ? combined(metric, at(before)).value : null;
  return {
    ...{ metric, value, as_of: lastDayOf(period), complete: value !== null, parts },
    partial: having.length < members.length,
    previous: earlier === null ? null : { value: earlier, as_of: lastDayOf(before) },
    by_account: having.map((member) => ({
      ...{ account_id: member.accountId, as_of: lastDayOf(period) },
      value: member.monthly(metric, period)?.value ?? null,
    })),
  };
}
