import { Decimal } from 'decimal.js';

import { Prisma } from '../../prisma/generated/client.js';
import type { AccountRef } from '../../workflows/activities.js';
import { OTHER, type StagedPoint } from './points.js';
import type { StagedData } from './staging.js';

type Transaction = Prisma.TransactionClient;
type StagedChart = Extract<StagedData, { kind: 'chart' }>;

/**
 * Writes only what differs; a complete value that RevenueCat changed is kept beside the new one. A product that sold
 * nothing has no row for it, unless it had one that said otherwise.
 */
export async function publishPoints(
  tx: Transaction,
  ref: AccountRef,
  { chart, version, selectors, computedAt, points }: StagedChart,
  fetchedAt: Date,
): Promise<void> {
  const { projectId, accountId } = ref;
  const named = await withProducts(tx, ref, points);
  const all = [...named, ...(await vanished(tx, ref, named))];
  const incoming = Prisma.sql`jsonb_to_recordset(${JSON.stringify(all)}::jsonb) AS new (
    metric text, product_id text, resolution text, period date, currency text, value numeric, complete boolean,
    parts jsonb)`;
  await tx.$executeRaw`
    INSERT INTO metric_restatements
      (project_id, account_id, metric, product_id, resolution, period, currency, until, value, fetched_at)
    SELECT old.project_id, old.account_id, old.metric, old.product_id, old.resolution, old.period, old.currency,
      ${fetchedAt}, old.value, old.fetched_at
    FROM ${incoming} JOIN metric_points old USING (metric, product_id, resolution, period, currency)
    WHERE old.project_id = ${projectId} AND old.account_id = ${accountId} AND old.complete
      AND old.value IS NOT NULL AND old.value IS DISTINCT FROM new.value
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO metric_points AS old
      (project_id, account_id, metric, product_id, resolution, period, currency, value, complete, parts, chart,
       chart_version, selectors, computed_at, fetched_at)
    SELECT ${projectId}, ${accountId}, metric, product_id, resolution, period, currency, value, complete, parts,
      ${chart}, ${version}, ${JSON.stringify(selectors)}::jsonb, ${computedAt === null ? null : new Date(computedAt)},
      ${fetchedAt}
    FROM ${incoming}
    WHERE product_id = '' OR value <> 0 OR EXISTS (
      SELECT 1 FROM metric_points there
      WHERE there.project_id = ${projectId} AND there.account_id = ${accountId} AND there.metric = new.metric
        AND there.product_id = new.product_id AND there.resolution = new.resolution AND there.period = new.period
        AND there.currency = new.currency)
    ON CONFLICT (project_id, account_id, metric, product_id, resolution, currency, period) DO UPDATE
      SET value = excluded.value, complete = excluded.complete, parts = excluded.parts,
        chart_version = excluded.chart_version, selectors = excluded.selectors,
        computed_at = excluded.computed_at, fetched_at = excluded.fetched_at
      WHERE (old.value, old.complete, old.parts, old.selectors)
        IS DISTINCT FROM (excluded.value, excluded.complete, excluded.parts, excluded.selectors)`;
}

/**
 * Products that had a number in the periods of an answer that does not name them any more, because they are called otherwise
 * by now: they are nothing there, else they would count twice. Where something is left over, they may be in it: then nothing
 * is known of them, and what is kept stays.
 */
async function vanished(
  tx: Transaction,
  { projectId: project_id, accountId: account_id }: AccountRef,
  points: readonly ProductPoint[],
): Promise<ProductPoint[]> {
  const [one] = points;
  if (one === undefined || one.product_id === '') return [];
  const { metric, resolution, currency } = one;
  const periods = points.map(({ period }) => period).sort();
  const there = await tx.metric_points.findMany({
    where: {
      ...{ project_id, account_id, metric, resolution, currency, product_id: { not: '' }, value: { not: 0 } },
      period: { gte: new Date(periods[0] ?? ''), lte: new Date(periods.at(-1) ?? '') },
    },
    select: { product_id: true, period: true, complete: true },
  });
  const answered = new Set(points.map(({ product_id, period }) => `${period} ${product_id}`));
  const leftOver = new Set(
    points.flatMap(({ product_id, period, value }) =>
      product_id === OTHER && Number(value) !== 0 ? [period] : [],
    ),
  );
  return there.flatMap(({ product_id, period, complete }) => {
    const day = period.toISOString().slice(0, 10);
    return answered.has(`${day} ${product_id}`) || leftOver.has(day)
      ? []
      : [{ metric, product_id, resolution, period: day, currency, value: '0', complete, parts: null }];
  });
}

/** A number under its product's id; `segment` and `segment_id` are RevenueCat's words for it. */
type ProductPoint = Omit<StagedPoint, 'segment' | 'segment_id'> & { readonly product_id: string };

/**
 * Names the products of points that are divided by product: by id where the answer has one, else by a store identifier
 * that only one product has (whether answers carry ids is not documented); otherwise RevenueCat's own label stays.
 */
async function withProducts(
  tx: Transaction,
  { projectId, accountId }: AccountRef,
  points: readonly StagedPoint[],
): Promise<ProductPoint[]> {
  const divided = points.some(({ segment }) => segment !== '');
  const products = divided
    ? await tx.products.findMany({ where: { project_id: projectId, account_id: accountId } })
    : [];
  const byStoreIdentifier = new Map<string, string | null>();
  for (const { id, store_identifier: name } of products) {
    byStoreIdentifier.set(name, byStoreIdentifier.has(name) ? null : id);
  }
  const found = new Map<string, ProductPoint>();
  for (const { segment, segment_id, ...point } of points) {
    const named = segment === '' || segment === OTHER ? segment : byStoreIdentifier.get(segment);
    const product_id = segment_id ?? named ?? segment;
    const key = [point.metric, product_id, point.resolution, point.period, point.currency].join(' ');
    const twin = found.get(key);
    // Two apps can sell under one label: what cannot be told apart is one row, with the sum of both.
    const value =
      twin === undefined ? point.value : new Decimal(twin.value ?? 0).plus(point.value ?? 0).toFixed();
    found.set(key, { ...point, value, complete: point.complete && twin?.complete !== false, product_id });
  }
  return [...found.values()];
}
