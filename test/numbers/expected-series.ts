import { type DailyMetric, MONTHLY } from './expected-rows.js';
import type { MonthlyMetric } from './ledger/ledger.js';
import { combined, type Member, total } from './member.js';
import { type Day, daysThrough, lastDayOf, monthOf, monthsThrough } from './periods.js';
import type { PointSaid } from './series-facts.js';

const SNAPSHOTS = ['mrr', 'arr', 'active_subscriptions', 'active_trials'] as const;
export const BY_DAY: readonly (DailyMetric | 'arr')[] = [...SNAPSHOTS, 'revenue', 'new_subscribers'];

/** What a series is asked for. Days, both ends included. */
export interface Range {
  readonly from: Day;
  readonly to: Day;
}

/** Those whose series it is; the last day of those who were disconnected is their end. */
export interface Party {
  readonly members: readonly Member[];
  readonly gone: readonly Member[];
}

/** One number of one day or month of one account. */
interface Share {
  readonly account_id: string;
  readonly value: string;
  readonly over: boolean;
}

/** A daily metric by day, by what `docs/metrics.md` says. */
export function seriesByDay(metric: DailyMetric | 'arr', party: Party, { from, to }: Range): PointSaid[] {
  return daysThrough(from, to).flatMap((date) => {
    const shares = sharesOf(metric, party, date);
    if (shares.length === 0) return [];
    const expected = [...party.members, ...party.gone.filter(({ today }) => date <= today)];
    const partial = shares.length < expected.filter((member) => member.from <= date).length;
    const complete = !partial && shares.every(({ over }) => over);
    return [{ date, value: total(shares), complete, partial, by_account: shares.map(plain) }];
  });
}

/** The same by month: of a snapshot the last day, of a flow the sum of the days. Months are whole. */
export function seriesByMonth(metric: DailyMetric | 'arr', party: Party, range: Range): PointSaid[] {
  const everybody = [...party.members, ...party.gone];
  const begins = everybody.map(({ from }) => from).sort()[0] ?? '';
  return monthsThrough(range.from, range.to).flatMap((date) => {
    const days = daysThrough(begins > date ? begins : date, lastDayOf(date));
    const points = seriesByDay(metric, party, { from: date, to: lastDayOf(date) });
    const last = points.at(-1);
    if (!last) return [];
    if (SNAPSHOTS.some((one) => one === metric)) {
      return [{ ...last, date, complete: last.complete && last.date === lastDayOf(date) }];
    }
    const own = everybody.flatMap(({ accountId }) => {
      const values = points.flatMap(({ by_account = [] }) =>
        by_account.filter((one) => one.account_id === accountId),
      );
      return values.length === 0 ? [] : [{ account_id: accountId, value: total(values.map(decimal)) }];
    });
    return [
      {
        ...{ date, value: total(points.map(decimal)), by_account: own },
        complete: days.length === points.length && points.every(({ complete }) => complete),
        partial: points.some(({ partial }) => partial),
      },
    ];
  });
}

/** Rates and lifetime values; an account is expected from the first month that it has one for. */
export function seriesOfRate(metric: MonthlyMetric, party: Party, { from, to }: Range): PointSaid[] {
  const everybody = [...party.members, ...party.gone];
  return monthsThrough(from, to).flatMap((date) => {
    const having = everybody.filter((member) => member.monthly(metric, date) !== null);
    if (having.length === 0) return [];
    const expected = everybody.filter((member) => {
      const first = monthsThrough(member.from, member.today).find(
        (month) => member.monthly(metric, month) !== null,
      );
      return (
        first !== undefined &&
        first <= date &&
        (!party.gone.includes(member) || date <= monthOf(member.today))
      );
    });
    const values = having.flatMap((member) => member.monthly(metric, date) ?? []);
    const partial = having.length < expected.length;
    return [
      {
        ...{ date, value: combined(metric, values).value, partial },
        complete: !partial && having.every((member) => member.isCompleteMonth(metric, date)),
        by_account: having.map((member) => ({
          ...{ account_id: member.accountId, value: member.monthly(metric, date)?.value ?? null },
        })),
      },
    ];
  });
}

export function isRate(metric: string): metric is MonthlyMetric {
  return MONTHLY.some((one) => one === metric);
}

function sharesOf(metric: DailyMetric | 'arr', { members, gone }: Party, day: Day): Share[] {
  return [...members, ...gone].flatMap((member) => {
    const own = member.daily(metric, day);
    return own === null
      ? []
      : [{ account_id: member.accountId, value: own.value, over: member.isComplete(day) }];
  });
}

const plain = ({ account_id, value }: Share) => ({ account_id, value });
const decimal = ({ value }: { readonly value: string | number | null }) => ({ value: String(value) });
