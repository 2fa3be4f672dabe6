import { Exact } from '../../api/revenue/amounts.js';
import { addDays, addMonths, type Day } from '../../api/revenue/days.js';
import type { Member, MetricPoint } from '../../api/revenue/points.js';
import type { SeriesMember } from '../../api/revenue/series.js';

/** A point as a test writes it: a complete value, or more about it. */
export type Sketch =
  | string
  | {
      readonly value: string | null;
      readonly incomplete?: true;
      readonly parts?: Readonly<Record<string, string>>;
      readonly restated?: { readonly value: string; readonly until: string };
    };

/** Daily points that end on `end`, oldest first; null leaves a gap. */
export function daily(accountId: string, end: Day, sketches: readonly (Sketch | null)[]): Member {
  return memberOf(accountId, sketches, (index) => addDays(end, index + 1 - sketches.length));
}

/** Monthly points that end with the month `end`, oldest first; null leaves a gap. */
export function monthly(accountId: string, end: Day, sketches: readonly (Sketch | null)[]): Member {
  return memberOf(accountId, sketches, (index) => addMonths(end, index + 1 - sketches.length));
}

/** As many equal sketches in a row. */
export function days(count: number, sketch: Sketch): Sketch[] {
  return Array.from({ length: count }, () => sketch);
}

/** @param ends the account's last day, if it is disconnected. */
export function inSeries(member: Member, ends: Day | null = null): SeriesMember {
  return { ...member, begins: [...member.points.keys()].sort()[0] ?? '9999-12-31', ends };
}

function memberOf(
  accountId: string,
  sketches: readonly (Sketch | null)[],
  periodAt: (index: number) => Day,
): Member {
  const points = sketches.flatMap((sketch, index) =>
    sketch === null ? [] : [pointOf(periodAt(index), sketch)],
  );
  return { accountId, points: new Map(points.map((point) => [point.period, point])) };
}

function pointOf(period: Day, sketch: Sketch): MetricPoint {
  const { value, incomplete, parts, restated } =
    typeof sketch === 'string' ? ({ value: sketch } as Exclude<Sketch, string>) : sketch;
  return {
    period,
    value: value === null ? null : new Exact(value),
    complete: incomplete !== true,
    parts: parts
      ? Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, new Exact(part)]))
      : null,
    restated: restated ? { value: new Exact(restated.value), until: restated.until } : null,
    times: null,
  };
}
