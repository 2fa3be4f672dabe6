import { randomBytes } from 'node:crypto';

import { sha256 } from '../../api/auth/secrets.js';
import { addDays, utcDay } from '../../api/revenue/days.js';
import { loadHistories } from '../../api/revenue/load-histories.js';
import { loadScope } from '../../api/revenue/load-scope.js';
import { loadSeries } from '../../api/revenue/load-series.js';
import { loadProducts } from '../../api/revenue/products.js';
import type { Database } from '../../clients/postgres.js';
import { percentile, timed } from '../statistics.js';

/** One way to read, through the api and by its SQL alone. */
export interface Reading {
  readonly name: string;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly kilobytes: number;
  /** The same statements on the same data without the api, median in milliseconds; null where the answer needs none. */
  readonly sql: number | null;
}

interface Route {
  readonly name: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Asks again with the tag of the first answer. */
  readonly withTag?: true;
  readonly sql?: () => Promise<unknown>;
}

const WARM_UP = 10;
/** RevenueCat's charts go back at most this far, and so does one answer. */
const MOST_DAYS = 800;

/**
 * Reads one request after the other, as one reader would.
 *
 * @param url of the api. @param database with the rights of the api.
 */
export async function measureReading(
  {
    url,
    database,
    owner,
    projectId,
    times,
  }: {
    readonly url: string;
    readonly database: Database;
    readonly owner: Database;
    readonly projectId: string;
    readonly times: number;
  },
  say: (line: string) => void,
): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const route of routesOf(database, projectId)) {
    // A key has its limit by the minute.
    const key = await readKey(owner, projectId);
    const headers: Record<string, string> = { authorization: `Bearer ${key}`, ...route.headers };
    const read = () => fetched(`${url}/api/projects/${projectId}${route.path}`, headers);
    const first = await read();
    if (route.withTag) headers['if-none-match'] = first.tag;
    for (let count = 0; count < WARM_UP; count += 1) await read();
    const took: number[] = [];
    for (let count = 0; count < times; count += 1) took.push((await timed(read)).took);
    const { status, bytes } = await read();
    if (status !== (route.withTag ? 304 : 200)) throw new Error(`${route.name}: ${status}`);
    const [p50, p99] = [percentile(took, 0.5), percentile(took, 0.99)];
    readings.push({
      name: route.name,
      p50,
      p99,
      kilobytes: bytes / 1_024,
      sql: await sqlAlone(route, times),
    });
    say(`${route.name}: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`);
  }
  return readings;
}

function routesOf({ pool }: Database, projectId: string): Route[] {
  const now = new Date();
  const to = utcDay(now);
  const from = addDays(to, 1 - MOST_DAYS);
  const series = `/revenue/series?metric=revenue&from=${from}&to=${to}`;
  const scope = (withHistory: boolean) => loadScope(pool, { projectId, accounts: null, withHistory, now });
  const summarySql = async () => loadHistories(pool, await scope(false));
  const seriesSql = async () =>
    loadSeries(pool, await scope(true), { metric: 'revenue', from, to, productId: '' });
  const productsSql = async () =>
    loadProducts(pool, await scope(false), { days: 28, limit: 50, cursor: undefined });
  return [
    { name: 'summary', path: '/revenue/summary', sql: summarySql },
    { name: 'summary, ETag match', path: '/revenue/summary', withTag: true, sql: () => scope(false) },
    { name: 'series of 800 days', path: series, sql: seriesSql },
    { name: 'series, ETag match', path: series, withTag: true, sql: () => scope(true) },
    { name: 'series as CSV', path: series, headers: { accept: 'text/csv' }, sql: seriesSql },
    { name: 'products', path: '/revenue/products', sql: productsSql },
    { name: 'products, ETag match', path: '/revenue/products', withTag: true, sql: productsSql },
  ];
}

async function sqlAlone({ sql }: Route, times: number): Promise<number | null> {
  if (sql === undefined) return null;
  for (let count = 0; count < WARM_UP; count += 1) await sql();
  const took: number[] = [];
  for (let count = 0; count < times; count += 1) took.push((await timed(sql)).took);
  return percentile(took, 0.5);
}

async function fetched(url: string, headers: Record<string, string>) {
  const response = await fetch(url, { headers });
  const { byteLength: bytes } = await response.arrayBuffer();
  return { status: response.status, tag: response.headers.get('etag') ?? '', bytes };
}

async function readKey({ prisma }: Database, projectId: string): Promise<string> {
  const key = randomBytes(24).toString('base64url');
  const id = `key_${randomBytes(6).toString('hex')}`;
  const access = { name: id, access: 'read', key_hash: sha256(key) };
  await prisma.api_keys.create({ data: { id, project_id: projectId, ...access } });
  return key;
}
