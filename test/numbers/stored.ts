import type { WorkerStack } from '../support/worker-stack.js';
import { type Facts, money, partsText, rate } from './facts.js';

/** A row of `metric_points`, or one that there has to be. Values as decimal texts. */
export interface PointRow {
  readonly metric: string;
  readonly product_id: string;
  readonly resolution: 'day' | 'month';
  readonly period: string;
  /** '' for counts and rates. */
  readonly currency: string;
  /** Null for a rate of a month with nothing to divide by. */
  readonly value: string | null;
  readonly complete: boolean;
  readonly parts: Readonly<Record<string, unknown>> | null;
}

export interface StoredRow extends PointRow {
  readonly fetched_at: Date;
}

/** What a row is about. */
export function pointKey(
  row: Pick<PointRow, 'metric' | 'product_id' | 'resolution' | 'period' | 'currency'>,
) {
  const { metric, product_id, resolution, period, currency } = row;
  return `${metric}${product_id && ` of ${product_id}`} by ${resolution} on ${period} in ${currency || '-'}`;
}

export function factsOf(rows: readonly PointRow[]): Facts {
  return new Map(
    rows.map((row) => {
      const { currency, value, complete, parts } = row;
      const said = `${currency ? money(value) : rate(value)}${complete ? '' : ' so far'}${partsText(parts)}`;
      return [pointKey(row), said];
    }),
  );
}

/** A product that has become nothing keeps its row, which says the same as none. */
export function withoutZeros<Row extends PointRow>(rows: readonly Row[]): Row[] {
  return rows.filter(({ product_id, value }) => product_id === '' || Number(value) !== 0);
}

/** Every row that an account has in `metric_points`, and when it was fetched. */
export async function storedRows(stack: WorkerStack, accountId: string): Promise<StoredRow[]> {
  return stack.owner.prisma.$queryRaw<StoredRow[]>`
    SELECT metric, product_id, resolution, period::text, currency, value::text, complete, parts, fetched_at
    FROM metric_points WHERE account_id = ${accountId}`;
}
