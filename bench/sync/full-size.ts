import type { Database } from '../../clients/postgres.js';

/** How much there is to read. */
export interface Size {
  readonly accounts: number;
  readonly days: number;
  readonly products: number;
}

export interface Filled {
  readonly projectId: string;
  readonly rows: number;
}

/** Daily and monthly totals as the worker stores them, and what is kept by product. */
const DAILY = ['mrr', 'active_subscriptions', 'active_trials', 'revenue', 'new_subscribers'];
const BY_PRODUCT = ['active_subscriptions', 'revenue'];
const MONTHLY = [
  'churn_rate',
  'trial_conversion_rate',
  'conversion_to_paying_rate',
  'refund_rate',
  'ltv_per_customer',
  'ltv_per_paying_customer',
];
const MONEY = ['mrr', 'revenue', 'ltv_per_customer', 'ltv_per_paying_customer'];
/** One in so many complete days was restated. */
const RESTATED = 100;

/** Points of one metric of each account; $3 metrics, $4 money, $5 resolution, $6 products, $7 and $8 first and last day back. */
const POINTS = `
  INSERT INTO metric_points (project_id, account_id, metric, product_id, resolution, period, currency, value, complete, parts,
    chart, chart_version, selectors, computed_at, fetched_at)
  SELECT $1, account.id, metric.name, product.id, $5, period.day,
    CASE WHEN metric.name = ANY ($4::text[]) THEN 'USD' ELSE '' END,
    round((random() * 10000)::numeric, 2), period.day < current_date,
    CASE WHEN product.id <> '' THEN NULL
      WHEN $5 = 'month' THEN jsonb_build_object('numerator', (random() * 100)::int::text, 'denominator', '1000')
      WHEN metric.name = 'revenue' THEN jsonb_build_object('transactions', (random() * 1000)::int::text) END,
    metric.name, 'v3', '{"revenue_type": "revenue"}', now(), now()
  FROM unnest($2::text[]) AS account (id)
  CROSS JOIN unnest($3::text[]) AS metric (name)
  CROSS JOIN unnest($6::text[]) AS product (id)
  CROSS JOIN (
    SELECT day::date FROM generate_series(date_trunc($5, current_date - $7::int), current_date - $8::int, ('1 ' || $5)::interval) AS day
  ) AS period
  ORDER BY `;
/** How the first sync of an account writes: all of a metric at once. */
const AT_ONCE = 'account.id, metric.name, product.id, period.day';
/** How syncs write from then on: day after day, so that a metric's days lie far apart. */
const DAY_BY_DAY = 'period.day, account.id, metric.name, product.id';

/** A project with numbers as they are after years: the first half from first syncs, the other half day by day. */
export async function fill({ prisma, pool }: Database, projectId: string, size: Size): Promise<Filled> {
  const accounts = Array.from({ length: size.accounts }, (_none, number) => `acc_${number}`);
  const products = Array.from({ length: size.products }, (_none, number) => `prod_${number}`);
  const now = new Date();
  await prisma.projects.create({ data: { id: projectId, name: 'Full size', currency: 'USD' } });
  await prisma.revenue_layers.create({ data: { project_id: projectId, currency: 'USD' } });
  for (const id of accounts) {
    await prisma.revenuecat_accounts.create({
      data: {
        ...{
          project_id: projectId,
          id,
          revenuecat_project_id: `proj_${id}`,
          revenuecat_project_name: `App ${id}`,
        },
        ...{
          revenuecat_project_created_at: now,
          status: 'connected',
          credential_kind: 'api_key',
          scopes: [],
        },
        ...{ budget_key: id, last_published_at: now },
      },
    });
    await prisma.products.createMany({
      data: products.map((product) => ({
        ...{ project_id: projectId, account_id: id, id: product, store_identifier: `com.example.${product}` },
        display_name: `Product ${product}`,
      })),
    });
  }
  const half = Math.floor(size.days / 2);
  const points = (
    metrics: string[],
    resolution: string,
    of: string[],
    from: number,
    to: number,
    order: string,
  ) => pool.query(POINTS + order, [projectId, accounts, metrics, MONEY, resolution, of, from, to]);
  await points(DAILY, 'day', [''], size.days, half + 1, AT_ONCE);
  await points(BY_PRODUCT, 'day', products, size.days, half + 1, AT_ONCE);
  await points(MONTHLY, 'month', [''], size.days, 0, AT_ONCE);
  await points(DAILY, 'day', [''], half, 0, DAY_BY_DAY);
  await points(BY_PRODUCT, 'day', products, half, 0, DAY_BY_DAY);
  await pool.query(
    `INSERT INTO metric_restatements (project_id, account_id, metric, product_id, resolution, period, currency, until, value, fetched_at)
     SELECT project_id, account_id, metric, product_id, resolution, period, currency, now(), value + 1, fetched_at
     FROM metric_points WHERE project_id = $1 AND product_id = '' AND complete AND random() < 1.0 / $2::int`,
    [projectId, RESTATED],
  );
  // As autovacuum leaves it.
  await pool.query('VACUUM ANALYZE metric_points, metric_restatements, products, revenuecat_accounts');
  const rows = await prisma.metric_points.count({ where: { project_id: projectId } });
  return { projectId, rows };
}
