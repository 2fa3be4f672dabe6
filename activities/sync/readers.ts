import { Decimal } from 'decimal.js';

import type { ChartMeasure } from '../../revenuecat/charts.js';
import { findMeasures } from '../../revenuecat/measures.js';
import type { ChartSource } from './charts.js';

/** The values of one period and segment, by measure. */
export type Values = readonly (number | null | undefined)[];

/** Reads a metric out of the values of its chart. */
export interface Reader {
  readonly money: boolean;
  value(values: Values): Decimal | null;
  /** Null where a part is missing: half a fraction is none. Decimal text. */
  parts(values: Values): Record<string, string> | null;
}

export type ReaderOutcome =
  | { readonly kind: 'reader'; readonly reader: Reader }
  | { readonly kind: 'unexpected'; readonly detail: string };

interface Part {
  readonly name: string;
  readonly index: number | null;
}

/** Precision beyond any sum of money there is. */
const Exact = Decimal.clone({ precision: 60 });
const VALUE = 'value';
/** What RevenueCat's total of new subscriptions consists of ("New Paid Subscriptions"): none of these is the total. */
const KNOWN_PARTS = /^(trial|intro|direct|product change|resubscri)/i;

/**
 * Finds the measures once.
 *
 * @param cells all values of the chart, from which a total without that name can be told.
 */
export function readerOf(
  source: ChartSource,
  measures: readonly ChartMeasure[],
  cells: readonly Values[],
): ReaderOutcome {
  const none = { kind: 'unexpected', detail: `measures: none for ${source.metric}` } as const;
  const { value: wanted } = source;
  if (wanted === 'total') {
    const reader = totalReader(measures, cells);
    return reader === null ? none : { kind: 'reader', reader };
  }
  const names = Object.entries(source.parts ?? {});
  const found = findMeasures(measures, [[VALUE, wanted], ...names]);
  if (found.kind === 'unexpected') return found;
  const parts = names.map(([name]) => ({ name, index: found.indexes.get(name) ?? null }));
  const partsOf = (values: Values) => namedParts(values, parts);
  const money = wanted.unit === '$';
  const index = found.indexes.get(VALUE) ?? null;
  if (index !== null)
    return { kind: 'reader', reader: { money, value: (values) => exact(values[index]), parts: partsOf } };
  // RevenueCat's own rate is missing: its parts say as much.
  if (source.parts?.['denominator'] === undefined || parts.some((part) => part.index === null)) return none;
  const scale = wanted.unit === '%' ? 100 : 1;
  const value = (values: Values) => {
    const { numerator, denominator } = partsOf(values) ?? {};
    if (numerator === undefined || denominator === undefined || Number(denominator) === 0) return null;
    return new Exact(numerator).times(scale).div(denominator);
  };
  return { kind: 'reader', reader: { money, value, parts: partsOf } };
}

/** RevenueCat's own total; where there is none, the sum of what it consists of. */
function totalReader(measures: readonly ChartMeasure[], cells: readonly Values[]): Reader | null {
  const counts = measures.flatMap(({ name, unit }, index) =>
    unit === null || unit === '#' ? [{ name: slug(name), label: name, index }] : [],
  );
  if (counts.length === 0) return null;
  const total =
    counts.find(({ label }) => /total/i.test(label)) ??
    (counts.length === 1 ? counts[0] : sumOfTheOthers(counts, cells));
  const others = counts.filter((one) => one !== total);
  return {
    money: false,
    value: (values) => {
      if (total !== undefined) return exact(values[total.index]);
      const found = others.flatMap(({ index }) => exact(values[index]) ?? []);
      return found.length === 0 ? null : Exact.sum(...found);
    },
    parts: (values) => namedParts(values, others),
  };
}

/** The one that is the sum of at least two others wherever there is anything: a total by another name. */
function sumOfTheOthers<Count extends { readonly label: string; readonly index: number }>(
  counts: readonly Count[],
  cells: readonly Values[],
): Count | undefined {
  if (counts.length < 3) return undefined;
  const rows = cells
    .map((values) => counts.map(({ index }) => exact(values[index]) ?? new Exact(0)))
    .filter((row) => row.some((value) => !value.isZero()));
  const sums = counts.filter(
    ({ label }, place) =>
      !KNOWN_PARTS.test(label) &&
      rows.every((row) => row[place]?.times(2).equals(Exact.sum(...row)) === true),
  );
  return rows.length > 0 && sums.length === 1 ? sums[0] : undefined;
}

function namedParts(values: Values, parts: readonly Part[]): Record<string, string> | null {
  const found = parts.flatMap(({ name, index }) => {
    const value = index === null ? null : exact(values[index]);
    return value === null ? [] : [[name, value.toFixed()] as const];
  });
  return found.length === 0 || found.length < parts.length ? null : Object.fromEntries(found);
}

function exact(value: number | null | undefined): Decimal | null {
  return value === null || value === undefined ? null : new Exact(value);
}

/** `Trial Conversions` becomes `trial_conversions`. */
function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}
