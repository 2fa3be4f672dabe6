import type { ChartMeasure } from './charts.js';

/** A measure as it is looked for: by the beginning of its name, by its unit, by its place where that is known. */
export interface MeasureQuery {
  /** Names carry suffixes such as "(7 days)", so a beginning is enough. */
  readonly name: RegExp;
  /** `$` is a money mark, not US dollars. */
  readonly unit: '$' | '#' | '%';
  readonly place: number | null;
}

/** Indexes into the measures by what was looked for; null for what cannot be told. */
export type MeasuresOutcome =
  | { readonly kind: 'found'; readonly indexes: ReadonlyMap<string, number | null> }
  | { readonly kind: 'unexpected'; readonly detail: string };

const UNITS: Readonly<Record<string, string>> = { $: 'money', '#': 'a count', '%': 'a percentage' };

type Queries = readonly (readonly [wanted: string, query: MeasureQuery])[];
type Candidate = (query: MeasureQuery, isFree: (index: number) => boolean) => number | null;

/**
 * Finds all measures of a metric together: first by their names, then as the only one left of a unit, then by place. What
 * one of them owns by a stronger sign is never another's, and what two would share is nobody's: a number in the wrong place
 * is worse than none. A name with the unit of something else is refused by field name.
 */
export function findMeasures(measures: readonly ChartMeasure[], queries: Queries): MeasuresOutcome {
  const misnamed = queries.flatMap(([, query]) => contradiction(measures, query) ?? []);
  if (misnamed[0] !== undefined) return { kind: 'unexpected', detail: misnamed[0] };
  const indexes = new Map<string, number | null>();
  const taken = new Set<number>();
  for (const candidate of [byName(measures), byUnit(measures), byPlace(measures)]) {
    const proposed = queries.flatMap(([wanted, query]) => {
      const index = indexes.has(wanted) ? null : candidate(query, (one) => !taken.has(one));
      return index === null ? [] : [{ wanted, index }];
    });
    for (const { wanted, index } of proposed) {
      const isShared = proposed.some((other) => other.wanted !== wanted && other.index === index);
      indexes.set(wanted, isShared ? null : index);
    }
    for (const { index } of proposed) taken.add(index);
  }
  return {
    kind: 'found',
    indexes: new Map(queries.map(([wanted]) => [wanted, indexes.get(wanted) ?? null])),
  };
}

function byName(measures: readonly ChartMeasure[]): Candidate {
  return (query) => found(measures.findIndex((measure) => isNamed(measure, query) && fits(measure, query)));
}

function byUnit(measures: readonly ChartMeasure[]): Candidate {
  return ({ unit }, isFree) => {
    const left = measures.flatMap((measure, index) =>
      measure.unit === unit && isFree(index) ? [index] : [],
    );
    return left.length === 1 ? (left[0] ?? null) : null;
  };
}

/** An answer that names no measure at all has them in the order that was observed. */
function byPlace(measures: readonly ChartMeasure[]): Candidate {
  return ({ unit, place }, isFree) => {
    if (place === null || !isFree(place)) return null;
    const there = measures[place];
    if (there === undefined) return measures.length === 0 ? place : null;
    return there.unit === null || there.unit === unit ? place : null;
  };
}

/** Where everything of that name is of another unit, it is not what was looked for. */
function contradiction(measures: readonly ChartMeasure[], query: MeasureQuery): string | null {
  const named = measures.flatMap((measure, index) => (isNamed(measure, query) ? [{ measure, index }] : []));
  const [first] = named;
  if (first === undefined || named.some(({ measure }) => fits(measure, query))) return null;
  return `measures.${first.index}.unit: not ${UNITS[query.unit]}`;
}

const isNamed = (measure: ChartMeasure, { name }: MeasureQuery) => name.test(measure.name);

/** A unit that is not documented says nothing against a name. */
const fits = ({ unit: given }: ChartMeasure, { unit }: MeasureQuery) =>
  given === null || given === unit || UNITS[given] === undefined;

const found = (index: number): number | null => (index < 0 ? null : index);
