import { MONTHLY } from './expected-rows.js';
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

function snapshot(
  metric: 'mrr' | 'arr' | 'active_subscriptions' | 'active_trials',
  members: readonly Member[],
): TileSaid {
  const found = commonDay(members);
  if (found === null) return nothing(metric);
  const { period, having } = found;
  const before = plusDays(period, -30);
  const on = (day: Day) =>
    having.flatMap((member) => (member.isComplete(day) ? (member.daily(metric, day) ?? []) : []));
  return {
    ...{
      metric,
      value: total(on(period)),
      as_of: period,
      complete: true,
      partial: having.length < members.length,
    },
    previous: on(before).length === having.length ? { value: total(on(before)), as_of: before } : null,
    parts: null,
    by_account: having.map((member) => ({
      ...{ account_id: member.accountId, value: member.daily(metric, period)?.value ?? '', as_of: period },
    })),
  };
}

function flow(metric: 'revenue' | 'new_subscribers', days: number, members: readonly Member[]): TileSaid {
  const end = newest(members.map(({ today }) => today));
  const upTo = (last: Day) => daysThrough(plusDays(last, 1 - days), last);
  const of = (member: Member, range: readonly Day[]): Value[] =>
    range.flatMap((day) => member.daily(metric, day) ?? []);
  const counted = members.filter((member) => of(member, upTo(end)).length > 0);
  const isWhole = (range: readonly Day[]) =>
    counted.every((member) => range.every((day) => member.isComplete(day)));
  const all = counted.flatMap((member) => of(member, upTo(end)));
  const found = commonDay(counted);
  const last = found?.having.length === counted.length ? found.period : null;
  const before = last && plusDays(last, -days);
  const dated = (day: Day) => {
    const whole = upTo(day);
    return total(
      counted.flatMap((member) =>
        of(
          member,
          whole.filter((one) => member.isComplete(one)),
        ),
      ),
    );
  };
  return {
    ...{ metric: `${metric}_${days}d`, value: total(all), as_of: end, complete: isWhole(upTo(end)) },
    ...{ partial: counted.length < members.length, parts: totalParts(all) },
    value_complete_days: last && dated(last),
    complete_days_as_of: last,
    previous:
      last && before && isWhole([...upTo(before), ...upTo(last)])
        ? { value: dated(before), as_of: before }
        : null,
    by_account: counted.map((member) => {
      const own = upTo(end).filter((day) => member.daily(metric, day) !== null);
      return { account_id: member.accountId, value: total(of(member, own)), as_of: newest(own) };
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
    ...{
      metric,
      value,
      as_of: lastDayOf(period),
      complete: value !== null,
      partial: having.length < members.length,
      parts,
    },
    previous: earlier === null ? null : { value: earlier, as_of: lastDayOf(before) },
    by_account: having.map((member) => ({
      ...{ account_id: member.accountId, as_of: lastDayOf(period) },
      value: member.monthly(metric, period)?.value ?? '',
    })),
  };
}
