import type { Amount, Series, SeriesPoint } from '../../../api/types.js';
import { addDays, addMonths, daysInRange, firstOfMonth, type UtcDay } from '../../../format/days.js';
import { groupBy } from '../../../format/grouping.js';
import { monthsInRange } from '../chart-view.js';

/** At most this many accounts have a colour of their own. */
export const MOST_SERIES = 5;

/** One line or one stack of bars. */
export interface ChartSeries {
  readonly id: string;
  readonly name: string;
  /** 1 to 5; 0 is the grey of "Other". */
  readonly colour: number;
}

/** One period. Gaps are rows without values: they stay gaps. */
export interface ChartRow {
  readonly date: UtcDay;
  readonly complete: boolean;
  /** In the order of the series; for drawing only. */
  readonly values: readonly (number | null)[];
  /** The same, with its dashed neighbours: what an incomplete period is joined to. */
  readonly open: readonly (number | null)[];
  /** As the API gave them, for reading. */
  readonly amounts: readonly (Amount | null)[];
  readonly total: Amount | null;
  readonly restatedFrom: SeriesPoint['restated_from'] | null;
  /** Value of the same period in the stretch before. */
  readonly previous: number | null;
  readonly previousAmount: Amount | null;
  /** Names of the accounts whose numbers end here, because they were disconnected. */
  readonly ended: readonly string[];
}

export interface ChartModel {
  readonly series: readonly ChartSeries[];
  readonly rows: readonly ChartRow[];
  /** Newest complete period with a value. */
  readonly lastComplete: ChartRow | null;
}

export interface ChartRequest {
  readonly series: Series;
  readonly from: UtcDay;
  readonly to: UtcDay;
  /** The stretch before, shifted onto this one. */
  readonly previous: { readonly series: Series; readonly from: UtcDay } | null;
  /** Accounts or products in the fixed order of the page, if each shall have its own series. */
  readonly split: readonly { readonly id: string; readonly name: string }[] | null;
  /** How many products are in the total and not in `split`: what they add up to is drawn as "Other". */
  readonly others?: number;
  /** Accounts that were disconnected, and when. */
  readonly ends: readonly { readonly name: string; readonly day: UtcDay }[];
  /** Leaves incomplete periods out. */
  readonly wholeOnly: boolean;
  readonly name: string;
}

const number = (amount: Amount | null): number | null => (amount === null ? null : Number(amount));

/** What the chart draws and the table lists, from what the API answered. */
export function chartModel(request: ChartRequest): ChartModel {
  const { series: answer, from, to, previous, split, wholeOnly } = request;
  const points = new Map(answer.points.map((point) => [point.date, point]));
  const members = split === null ? null : topMembers(answer, split, request.others ?? 0);
  const series = members?.series ?? [{ id: 'total', name: request.name, colour: 1 }];
  const shifted = previous === null ? null : shiftedPoints(previous, from, answer.resolution);
  const ended = groupBy(request.ends, ({ day }) => (answer.resolution === 'day' ? day : firstOfMonth(day)));
  const periods = periodsOf(from, to, answer.resolution);
  const bare = periods.map((date) => {
    const point = points.get(date);
    const shown = point !== undefined && !(wholeOnly && !point.complete) ? point : undefined;
    const amounts = members === null ? [shown?.value ?? null] : members.amountsOf(shown);
    const before = shifted?.get(date) ?? null;
    return {
      date,
      complete: point?.complete ?? true,
      amounts,
      values: amounts.map(number),
      total: shown?.value ?? null,
      restatedFrom: shown?.restated_from ?? null,
      previous: number(before),
      previousAmount: before,
      ended: (ended.get(date) ?? []).map(({ name }) => name),
    };
  });
  const rows = bare.map((row, index) => {
    const joined =
      !row.complete || bare[index + 1]?.complete === false || bare[index - 1]?.complete === false;
    return {
      ...row,
      values: row.complete ? row.values : row.values.map(() => null),
      open: joined ? row.values : row.values.map(() => null),
    };
  });
  return {
    series,
    rows,
    lastComplete: rows.findLast(({ complete, total }) => complete && total !== null) ?? null,
  };
}

function periodsOf(from: UtcDay, to: UtcDay, resolution: Series['resolution']): UtcDay[] {
  return resolution === 'day'
    ? Array.from({ length: daysInRange(from, to) }, (_, index) => addDays(from, index))
    : Array.from({ length: monthsInRange(from, to) }, (_, index) => addMonths(from, index));
}

function shiftedPoints(
  previous: NonNullable<ChartRequest['previous']>,
  from: UtcDay,
  resolution: Series['resolution'],
): Map<UtcDay, Amount | null> {
  const shift =
    resolution === 'day'
      ? (day: UtcDay) => addDays(day, daysInRange(previous.from, from) - 1)
      : (day: UtcDay) => addMonths(day, monthsInRange(previous.from, from) - 1);
  return new Map(previous.series.points.map(({ date, value }) => [shift(date), value]));
}

interface Members {
  readonly series: readonly ChartSeries[];
  readonly amountsOf: (point: SeriesPoint | undefined) => (Amount | null)[];
}

/** Those with the greatest sums have series of their own, the others are one; colours go by the page's order. */
function topMembers(answer: Series, split: NonNullable<ChartRequest['split']>, unnamed: number): Members {
  const sums = new Map<string, number>();
  for (const { by_account } of answer.points) {
    for (const { account_id, value } of by_account ?? []) {
      sums.set(account_id, (sums.get(account_id) ?? 0) + Number(value ?? 0));
    }
  }
  const present = split.filter(({ id }) => sums.has(id));
  const top = new Set(
    present
      .toSorted((one, other) => (sums.get(other.id) ?? 0) - (sums.get(one.id) ?? 0))
      .slice(0, MOST_SERIES)
      .map(({ id }) => id),
  );
  const own = present.filter(({ id }) => top.has(id));
  const others = new Set(present.filter(({ id }) => !top.has(id)).map(({ id }) => id));
  const colours = coloursOf(split, own);
  const series = own.map(({ id, name }) => ({ id, name, colour: colours.get(id) ?? 0 }));
  const rest = others.size + unnamed;
  return {
    series: rest === 0 ? series : [...series, { id: 'other', name: `Other (${rest})`, colour: 0 }],
    amountsOf: (point) => {
      const values = new Map(point?.by_account?.map(({ account_id, value }) => [account_id, value]));
      const amounts = own.map(({ id }) => values.get(id) ?? null);
      if (rest === 0) return amounts;
      if (unnamed > 0) return [...amounts, remainder(point?.value ?? null, amounts)];
      return [...amounts, sumOf([...others].map((id) => values.get(id) ?? null))];
    },
  };
}

/** The first five accounts of the page keep their colours whatever is drawn; later ones take those that are free. */
function coloursOf(
  all: readonly { readonly id: string }[],
  drawn: readonly { readonly id: string }[],
): Map<string, number> {
  const places = new Map(all.map(({ id }, index) => [id, index + 1]));
  const fixed = drawn.filter(({ id }) => (places.get(id) ?? 0) <= MOST_SERIES);
  const colours = new Map(fixed.map(({ id }) => [id, places.get(id) ?? 0]));
  const free = [1, 2, 3, 4, 5].filter((colour) => ![...colours.values()].includes(colour));
  for (const { id } of drawn) if (!colours.has(id)) colours.set(id, free.shift() ?? 0);
  return colours;
}

function sumOf(amounts: readonly (Amount | null)[]): number | null {
  const given = amounts.flatMap((amount) => amount ?? []);
  return given.length === 0 ? null : given.reduce<number>((sum, amount) => sum + Number(amount), 0);
}

/** What the total holds beyond the parts, to the cent; never less than nothing for want of a cent. */
function remainder(total: Amount | null, parts: readonly (Amount | null)[]): number | null {
  if (total === null) return null;
  const left = Number(total) - Number(sumOf(parts) ?? 0);
  return Math.abs(left) < 0.005 ? 0 : Math.round(left * 100) / 100;
}
