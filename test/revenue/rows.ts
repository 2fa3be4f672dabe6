import pg from 'pg';

import { addDays, addMonths, type Day } from '../../api/revenue/days.js';

export interface PointRows {
  readonly metric: string;
  /** Day, or month, of the last value. */
  readonly end: Day;
  /** Oldest first. */
  readonly values: readonly (string | null)[];
  readonly resolution?: 'day' | 'month';
  /** '' for counts. */
  readonly currency?: string;
  readonly product?: string;
  /** Whether the last value is of a period that is still running. */
  readonly running?: boolean;
  readonly parts?: readonly (object | null)[];
  /** When each value was fetched, and computed five minutes before; noon of the last day if unset. */
  readonly fetchedAt?: readonly string[];
}

export interface AccountRow {
  readonly status?: string;
  readonly name?: string;
  readonly publishedAt?: Date | null;
  /** Stored metrics that were published at another time; ISO 8601. */
  readonly metricsPublishedAt?: Readonly<Record<string, string>>;
}

/** Writes rows as the worker would, for the tests of what reads them. */
export class Rows {
  readonly #client: pg.Client | pg.Pool;

  private constructor(client: pg.Client | pg.Pool) {
    this.#client = client;
  }

  /** @param url the owner of the schema. */
  static async open(url: string): Promise<Rows> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return new Rows(client);
  }

  /** @param pool of the owner of the schema, who also closes it. */
  static over(pool: pg.Pool): Rows {
    return new Rows(pool);
  }

  close(): Promise<void> {
    return this.#client.end();
  }

  /** @param currency of the layer. */
  async project(id: string, currency = 'USD'): Promise<void> {
    await this.#write('projects', { id, name: id, currency: 'USD' });
    await this.#write('revenue_layers', { project_id: id, currency });
  }

  async account(projectId: string, id: string, row: AccountRow = {}): Promise<void> {
    const { status = 'connected', name = id, publishedAt = null, metricsPublishedAt = {} } = row;
    await this.#write('revenuecat_accounts', {
      project_id: projectId,
      id,
      revenuecat_project_id: `proj_${id}`,
      revenuecat_project_name: name,
      revenuecat_project_created_at: '2025-01-01T00:00:00Z',
      status,
      credential_kind: 'api_key',
      scopes: [],
      budget_key: 'budget',
      last_published_at: publishedAt,
      metrics_published_at: JSON.stringify(metricsPublishedAt),
      disconnected_at: status === 'disconnected' ? publishedAt : null,
    });
  }

  async publish(projectId: string, id: string, at: Date): Promise<void> {
    await this.#client.query(
      'update revenuecat_accounts set last_published_at = $3 where project_id = $1 and id = $2',
      [projectId, id, at],
    );
  }

  async points(projectId: string, accountId: string, rows: PointRows): Promise<void> {
    const {
      metric,
      end,
      values,
      resolution = 'day',
      currency = 'USD',
      product = '',
      parts = [],
      fetchedAt,
    } = rows;
    for (const [index, value] of values.entries()) {
      const back = index + 1 - values.length;
      await this.#write('metric_points', {
        project_id: projectId,
        account_id: accountId,
        metric,
        product_id: product,
        resolution,
        period: resolution === 'day' ? addDays(end, back) : addMonths(end, back),
        currency,
        value,
        complete: !(rows.running === true && back === 0),
        parts: parts[index] ?? null,
        chart: metric,
        chart_version: 'v3',
        selectors: { revenue_type: 'revenue' },
        fetched_at: fetchedAt?.[index] ?? `${end}T12:00:00Z`,
        computed_at: fetchedAt === undefined ? null : computedAt(fetchedAt[index] ?? ''),
      });
    }
  }

  async restatement(
    projectId: string,
    accountId: string,
    row: { metric: string; period: Day; value: string; until: string; currency?: string },
  ): Promise<void> {
    await this.#write('metric_restatements', {
      project_id: projectId,
      account_id: accountId,
      product_id: '',
      resolution: 'day',
      currency: 'USD',
      fetched_at: row.until,
      ...row,
    });
  }

  /** A run that has read everything, products included. @param asOf its day */
  async run(projectId: string, accountId: string, asOf: Day, currency = 'USD'): Promise<void> {
    const metrics = ['revenue', 'active_subscriptions'].map((metric) => {
      return { metric: `${metric}_by_product`, status: 'ok', detail: null };
    });
    await this.#write('sync_runs', {
      project_id: projectId,
      account_id: accountId,
      id: `run_${asOf}_${currency}`,
      kind: 'scheduled',
      slot: `${asOf}T12:00:00Z`,
      status: 'complete',
      as_of: asOf,
      currency,
      metrics: JSON.stringify(metrics),
      started_at: `${asOf}T12:00:00Z`,
    });
  }

  async product(projectId: string, accountId: string, id: string, name: string): Promise<void> {
    await this.#write('products', {
      project_id: projectId,
      account_id: accountId,
      id,
      store_identifier: `com.example.${id}`,
      display_name: name,
    });
  }

  async live(
    projectId: string,
    accountId: string,
    day: Day,
    revenue: string,
    renewals: number,
  ): Promise<void> {
    await this.#write('live_daily_totals', {
      project_id: projectId,
      account_id: accountId,
      day,
      revenue_usd: revenue,
      renewals,
    });
  }

  /** An API key of the project; the hash is what `sha256` makes of the key. */
  async apiKey(projectId: string, hash: Uint8Array): Promise<void> {
    await this.#write('api_keys', {
      id: `key_${projectId}`,
      project_id: projectId,
      name: projectId,
      access: 'read',
      key_hash: hash,
    });
  }

  async #write(table: string, row: Readonly<Record<string, unknown>>): Promise<void> {
    const names = Object.keys(row);
    const places = names.map((_, index) => `$${index + 1}`);
    await this.#client.query(
      `insert into ${table} (${names.join(', ')}) values (${places.join(', ')})`,
      Object.values(row),
    );
  }
}

function computedAt(fetchedAt: string): Date {
  return new Date(Date.parse(fetchedAt) - 5 * 60_000);
}
