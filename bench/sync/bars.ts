import { isDeepStrictEqual } from 'node:util';

import type { Verdict } from '../verdicts.js';
import type { Pace } from './pace.js';
import type { RunFigures } from './publishing.js';
import type { Reading } from './reading.js';

/** What was measured, all of it. */
export interface Figures {
  readonly paces: readonly Pace[];
  readonly runs: readonly RunFigures[];
  /** Bare INSERT of the first run's rows. */
  readonly bare: { readonly rows: number; readonly took: number };
  readonly readings: readonly Reading[];
}

/** How many charts a run reads, whole and by product, and how many lists. */
const CHARTS = 13;
const OPTIONS = 2;
const LISTS = 2;
const EXPECTED: Readonly<Record<string, readonly [charts: number, options: number, lists: number]>> = {
  first: [CHARTS, OPTIONS, LISTS],
  hourly: [CHARTS, 0, LISTS],
  'first of a day': [CHARTS, OPTIONS, LISTS],
};

export const MOST_TIMES_LEAST = 1.2;
const LEAST_OF_BARE = 0.2;
/** Times the SQL alone, and milliseconds that HTTP, sign-in and JSON may add to an answer that is small. */
const MOST_TIMES_SQL = 2;
const OVERHEAD = 15;

/** Holds the figures against the bars of docs/benchmarks.md. */
export function judge({ paces, runs, bare, readings }: Figures): Verdict[] {
  const slowest = Math.max(...paces.map(({ took, atRate }) => took / atRate));
  const asExpected = runs.every(({ name, charts, options, lists }) =>
    isDeepStrictEqual([charts, options, lists], EXPECTED[name]),
  );
  const duplicates = runs.reduce((sum, run) => sum + run.duplicates, 0);
  const [first] = runs;
  const ofBare = rate(first?.rows, first?.published) / rate(bare.rows, bare.took);
  const dearest = Math.max(...readings.map(({ p50, sql }) => (p50 - OVERHEAD) / (sql ?? p50)));
  const tagged = readings.filter(({ name }) => name.includes('ETag') && !name.startsWith('products'));
  const untagged = readings.filter(({ name }) => name === 'summary' || name === 'series of 800 days');
  const saved = Math.max(...tagged.map(({ p50 }, index) => p50 / (untagged[index]?.p50 ?? p50)));
  return [
    {
      bar: `a sync takes ≤ ${MOST_TIMES_LEAST}× of calls ÷ allowed rate`,
      found: `${slowest.toFixed(2)}×`,
      isMet: slowest <= MOST_TIMES_LEAST,
    },
    {
      bar: `a run asks ${CHARTS} charts and ${LISTS} lists, and ${OPTIONS} options once a day`,
      found: asExpected ? 'so' : 'otherwise',
      isMet: asExpected,
    },
    { bar: 'no call is made twice in a run', found: `${duplicates} twice`, isMet: duplicates === 0 },
    {
      bar: `a first sync publishes ≥ ${LEAST_OF_BARE}× the rows per second of one bare INSERT`,
      found: `${ofBare.toFixed(2)}×`,
      isMet: ofBare >= LEAST_OF_BARE,
    },
    {
      bar: `reading takes ≤ ${MOST_TIMES_SQL}× of its SQL alone, and ${OVERHEAD} ms`,
      found: `${dearest.toFixed(2)}×`,
      isMet: dearest <= MOST_TIMES_SQL,
    },
    { bar: 'an ETag match takes ≤ 0.5× of the answer', found: `${saved.toFixed(2)}×`, isMet: saved <= 0.5 },
  ];
}

/** Rows per second. */
export function rate(rows = 0, milliseconds = Number.NaN): number {
  return (rows / milliseconds) * 1_000;
}
