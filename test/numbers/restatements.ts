import type { WorkerStack } from '../support/worker-stack.js';
import { type Facts, money, rate } from './facts.js';
import { pointKey, type PointRow } from './stored.js';

type Restated = Pick<PointRow, 'metric' | 'product_id' | 'resolution' | 'period' | 'currency' | 'value'>;

const text = ({ currency, value }: Restated) => (currency ? money(value) : rate(value));

/** What complete values were before they became others. Of a product nothing is no row. */
export function restatements(before: readonly PointRow[], now: readonly PointRow[]): Facts {
  const values = new Map(now.map((row) => [pointKey(row), text(row)]));
  return new Map(
    before
      .filter((row) => row.complete && row.value !== null && (values.get(pointKey(row)) ?? '0') !== text(row))
      .map((row) => [pointKey(row), text(row)]),
  );
}

/** The newest restatement that is kept of each point. */
export async function restatementsStored(stack: WorkerStack, accountId: string): Promise<Facts> {
  const rows = await stack.owner.prisma.$queryRaw<Restated[]>`
    SELECT DISTINCT ON (metric, product_id, resolution, period, currency)
      metric, product_id, resolution, period::text, currency, value::text
    FROM metric_restatements WHERE account_id = ${accountId}
    ORDER BY metric, product_id, resolution, period, currency, until DESC`;
  return new Map(rows.map((row) => [pointKey(row), text(row)]));
}

/** Since when and until when the former revenue of a day was shown. */
export function restatementTimes(stack: WorkerStack, accountId: string, day: string) {
  return stack.owner.prisma.metric_restatements.findMany({
    where: { account_id: accountId, metric: 'revenue', product_id: '', period: new Date(day) },
    select: { fetched_at: true, until: true },
  });
}
