import { Decimal } from 'decimal.js';

import type { Aggregate, Measure } from './chart.js';
import type { ChartRow } from './compute.js';

/** Aggregates over all periods that have begun, by measure name; `wanted` null = all that make sense. */
export function summaryOf(measures: Measure[], rows: ChartRow[], wanted: Aggregate[] | null) {
  const summary: Partial<Record<Aggregate, Record<string, number>>> = {};
  for (const aggregate of wanted ?? (['average', 'total'] as const)) {
    const entries = measures.flatMap(({ displayName, summary: sensible }, index) => {
      if (!sensible.includes(aggregate)) return [];
      return [[displayName, aggregated(aggregate, rows, index)] as const];
    });
    if (entries.length > 0) summary[aggregate] = Object.fromEntries(entries);
  }
  return summary;
}

function aggregated(aggregate: Aggregate, rows: ChartRow[], index: number): number {
  const values = rows
    .filter(({ begun }) => begun)
    .flatMap(({ cells: { [index]: cell } }) => (typeof cell?.value === 'number' ? cell.value : []));
  const total = Decimal.sum(0, ...values);
  const result = aggregate === 'total' || values.length === 0 ? total : total.div(values.length);
  return result.toDecimalPlaces(6).toNumber();
}
