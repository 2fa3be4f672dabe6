import { type Amount, sum } from './amounts.js';
import { type Day, daysBetween, lastDayOfMonth, monthOf } from './days.js';
import { groupBy } from './grouping.js';
import type { Metric } from './metrics.js';
import type { Member, MetricPoint } from './points.js';
import { combineRates } from './rates.js';
import { type Contribution, type RestatedFrom, restatedSum } from './restatement.js';

/** A member and the time for which its numbers are expected. */
export interface SeriesMember extends Member {
  /** Its first period ever: before it there was nothing to count. */
  readonly begins: Day;
  /** Its last period, if it is disconnected; null while more are to come. */
  readonly ends: Day | null;
}

export interface SeriesPoint {
  /** The day the period begins on. */
  readonly period: Day;
  /** Null for a rate that cannot be combined, or had nothing to divide by. */
  readonly value: Amount | null;
  /** The period is over for everybody, and nobody is missing. */
  readonly complete: boolean;
  /** An account that is expected has no number for the period. */
  readonly partial: boolean;
  readonly restatedFrom: RestatedFrom | null;
  readonly byAccount: readonly { readonly accountId: string; readonly value: Amount | null }[];
}

/** The union of each stored period that anybody has; gaps stay gaps. */
export function seriesByPeriod(members: readonly SeriesMember[], metric: Metric): SeriesPoint[] {
  return [...contributionsByPeriod(members)].map(([period, contributions]) => {
    const expected = members.filter(
      ({ begins, ends }) => begins <= period && (ends === null || period <= ends),
    );
    const partial = contributions.length < expected.length;
    return {
      period,
      ...(metric.kind === 'rate' ? uniteRates(contributions, metric) : uniteSums(contributions)),
      complete: !partial && contributions.every(({ point }) => point.complete),
      partial,
    };
  });
}

/** Daily points as months: a snapshot is that of the month's last day, a flow the sum of its days. */
export function seriesByMonth(members: readonly SeriesMember[], metric: Metric): SeriesPoint[] {
  const days = seriesByPeriod(members, metric);
  const contributions = contributionsByPeriod(members);
  return [...groupBy(days, ({ period }) => monthOf(period))].map(([month, own]) =>
    metric.kind === 'snapshot'
      ? lastOfMonth(month, own)
      : {
          period: month,
          ...uniteMonth(own.flatMap(({ period }) => contributions.get(period) ?? [])),
          complete: isWholeMonth(month, own, members),
          partial: own.some(({ partial }) => partial),
        },
  );
}

function lastOfMonth(month: Day, days: readonly SeriesPoint[]): SeriesPoint {
  const last = days.reduce((newest, day) => (day.period > newest.period ? day : newest));
  return { ...last, period: month, complete: last.complete && last.period === lastDayOfMonth(month) };
}

/** Whether every day of the month since the first account began is there and complete. */
function isWholeMonth(month: Day, days: readonly SeriesPoint[], members: readonly SeriesMember[]): boolean {
  const begins = members.reduce((first, member) => (member.begins < first ? member.begins : first), '9999');
  const complete = new Set(days.filter((day) => day.complete).map(({ period }) => period));
  return daysBetween(begins > month ? begins : month, lastDayOfMonth(month)).every((day) =>
    complete.has(day),
  );
}

/** Oldest period first. */
function contributionsByPeriod(members: readonly SeriesMember[]): Map<Day, Contribution[]> {
  const all = members.flatMap(({ accountId, points }) =>
    [...points.values()].map((point): Contribution => ({ accountId, point })),
  );
  const periods = groupBy(all, ({ point }) => point.period);
  return new Map([...periods].sort(([one], [other]) => (one < other ? -1 : 1)));
}

type Union = Pick<SeriesPoint, 'value' | 'restatedFrom' | 'byAccount'>;

/** One period: each account has one point, whose amount is made once, since there are tens of thousands of them. */
function uniteSums(contributions: readonly Contribution[]): Union {
  const byAccount = contributions.map(({ accountId, point }) => ({ accountId, value: point.value }));
  const value = sum(byAccount.map((own) => own.value));
  return { value, restatedFrom: restatedSum(value, contributions), byAccount };
}

/** Several periods: each account has its own sum. */
function uniteMonth(contributions: readonly Contribution[]): Union {
  const accounts = groupBy(contributions, ({ accountId }) => accountId);
  const byAccount = [...accounts].map(([accountId, own]) => ({
    accountId,
    value: sum(own.map(({ point }) => point.value)),
  }));
  const value = sum(byAccount.map((own) => own.value));
  return { value, restatedFrom: restatedSum(value, contributions), byAccount };
}

/** What was replaced is kept as a value without parts, so only a single account's can be told. */
function uniteRates(contributions: readonly Contribution[], metric: Metric): Union {
  const points: MetricPoint[] = contributions.map(({ point }) => point);
  const [only] = points;
  return {
    value: combineRates(points, metric.unit).value,
    restatedFrom: points.length === 1 ? (only?.restated ?? null) : null,
    byAccount: contributions.map(({ accountId, point }) => ({ accountId, value: point.value })),
  };
}
