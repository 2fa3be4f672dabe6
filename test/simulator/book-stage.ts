import assert from 'node:assert/strict';

import type { Book } from '../../simulator/book/book.js';
import { BookShelf } from '../../simulator/book/shelf.js';
import { computeChart } from '../../simulator/charts/compute.js';
import { readChartQuery } from '../../simulator/charts/query.js';
import { charts } from '../../simulator/charts/registry.js';
import { DAY, utcDay } from '../../simulator/clock.js';
import type { RevenueCatProject } from '../../simulator/state/accounts.js';
import { NOON } from './support.js';

/** A book of its own: nothing live in it, generated as of some instant. */
export function bookOf(about: Partial<RevenueCatProject> = {}, now = NOON): Book {
  const store = { state: { live: {} } } as unknown as ConstructorParameters<typeof BookShelf>[0];
  const project: RevenueCatProject = {
    ...{ id: 'proj_stage', name: 'Stage', seed: 'stage', createdAt: Date.parse('2025-03-01') },
    stores: ['app_store', 'play_store'],
    ...about,
  };
  return new BookShelf(store, () => now).book(project);
}

export interface DrawnPeriod {
  /** First and last UTC day; the last one that has begun, in the running period. */
  first: string;
  last: string;
  /** As answers name it: `YYYY-MM-DD`, or `YYYY-MM` for a month. */
  name: string;
  values: (number | null)[];
  complete: boolean;
}

/** What a chart shows in a range of days, by segment; `Total` is always there. */
export function drawn(
  book: Book,
  name: string,
  params: Record<string, string> & { start_date: string; end_date: string },
): Map<string, DrawnPeriod[]> {
  const chart = charts.get(name) ?? assert.fail(name);
  const query = readChartQuery(chart, new URLSearchParams({ resolution: 'day', ...params }), book.asOf);
  const { periods, segments } = computeChart(chart, book, query, true);
  return new Map(
    segments.map(({ id, rows }) => [
      id,
      periods.map(({ start, end }, index) => {
        const cells = rows[index]?.cells ?? [];
        return {
          ...{ first: utcDay(start), last: utcDay(Math.min(end - DAY, book.asOf)) },
          name: utcDay(start).slice(0, query.resolution === 'month' ? 7 : 10),
          values: cells.map(({ value }) => value),
          complete: !cells.some(({ incomplete }) => incomplete),
        };
      }),
    ]),
  );
}

/** The chart without segments. */
export function total(...asked: Parameters<typeof drawn>): DrawnPeriod[] {
  return drawn(...asked).get('total') ?? assert.fail('no total');
}

/** Money has to be right to a hundredth of a cent, rates to the ninth digit; counts exactly. */
export function same(actual: unknown, expected: unknown, what: string): void {
  if (expected === null || actual === null || actual === undefined) {
    assert.equal(actual ?? null, expected, what);
    return;
  }
  const [left, right] = [Number(actual), Number(expected)];
  assert.ok(Math.abs(left - right) < 1e-9, `${what}: the chart says ${left}, the book ${right}`);
}
