import assert from 'node:assert/strict';

import express from 'express';

import { sha256 } from '../../api/auth/secrets.js';
import { problemHandler } from '../../api/http/errors.js';
import { mountRoutes } from '../../api/http/mount.js';
import { describeRoutes } from '../../api/http/openapi.js';
import { requestLog } from '../../api/http/request-log.js';
import { listen, type Listening } from '../../api/listen.js';
import { addDays, utcDay } from '../../api/revenue/days.js';
import { revenueRoutes } from '../../api/revenue/routes.js';
import { loadConfig } from '../../clients/config.js';
import { createLog } from '../../clients/log.js';
import type { Database } from '../../clients/postgres.js';
import { connectTemporal } from '../../clients/temporal.js';
import { Vault } from '../../clients/vault.js';
import { openOwnDatabase, type OwnDatabase } from '../support/own-database.js';
import { Rows } from './rows.js';

const NOWHERE = '127.0.0.1:1';

/** Over HTTP, with the real clock; Temporal and Vault are away all the time, since reading needs neither. */
describe('reading the revenue over HTTP', () => {
  let own: OwnDatabase;
  let database: Database;
  let rows: Rows;
  let server: Listening;
  const temporal = connectTemporal(NOWHERE, 'default', {});
  const yesterday = addDays(utcDay(new Date()), -1);

  before(async () => {
    own = await openOwnDatabase();
    const log = createLog('test', 'error');
    database = own.api;
    rows = await Rows.open(own.migrationUrl);
    for (const project of ['prj_1', 'prj_bystander']) {
      await rows.project(project);
      await rows.apiKey(project, sha256(`key of ${project}`.replaceAll(' ', '-')));
      await rows.account(project, `acc_${project}`, { publishedAt: new Date() });
      await rows.points(project, `acc_${project}`, {
        metric: 'mrr',
        end: yesterday,
        values: ['10.50', '12'],
      });
      await rows.points(project, `acc_${project}`, {
        metric: 'revenue',
        end: yesterday,
        values: ['1'],
        product: 'prod_a',
      });
      await rows.points(project, `acc_${project}`, { metric: 'revenue', end: yesterday, values: ['1'] });
    }
    const app = express();
    app.set('etag', false);
    const deps = {
      config: loadConfig({}),
      log,
      database,
      ingest: database,
      temporal,
      taskQueue: 'none',
      vault: new Vault({ address: `http://${NOWHERE}`, auth: { token: 'none' }, mount: 'none' }),
    };
    app.use(requestLog(log), mountRoutes(deps, revenueRoutes, { checkAnswers: true }), problemHandler(log));
    server = await listen(app, 0, '127.0.0.1');
  });

  after(async () => {
    await server?.stop();
    await rows?.close();
    await temporal.connection.close();
    await own?.close();
  });

  function get(path: string, headers: Record<string, string> = {}, key = 'key-of-prj_1'): Promise<Response> {
    return fetch(`http://127.0.0.1:${server.port}/api/projects/prj_1/revenue/${path}`, {
      headers: { Authorization: `Bearer ${key}`, ...headers },
    });
  }

  const PATHS = [
    'summary',
    'series?metric=mrr',
    'series?metric=revenue&product=prod_a',
    'products?days=7&limit=10',
  ];

  for (const path of PATHS) {
    it(`answers ${path} as documented, and 304 until something is published`, async () => {
      const first = await get(path);
      assert.equal(first.status, 200);
      const tag = first.headers.get('ETag');
      assert.ok(tag);
      assert.match(first.headers.get('Cache-Control') ?? '', /no-cache/);

      const same = await get(path, { 'If-None-Match': `"other", ${tag}` });
      assert.equal(same.status, 304);
      assert.equal(await same.text(), '');

      await rows.publish('prj_1', 'acc_prj_1', new Date());
      const changed = await get(path, { 'If-None-Match': tag });
      assert.equal(changed.status, 200);
      assert.notEqual(changed.headers.get('ETag'), tag);
    });

    it(`does not answer ${path} to the key of another project`, async () => {
      assert.equal((await get(path, {}, 'key-of-prj_bystander')).status, 404);
      assert.equal((await get(path, {}, 'no-key')).status, 401);
    });

    it(`does not name accounts of another project for ${path}`, async () => {
      const foreign = await get(`${path}${path.includes('?') ? '&' : '?'}accounts=acc_prj_bystander`);
      assert.equal(foreign.status, 404);
      assert.doesNotMatch(await foreign.text(), /10\.5/);
    });
  }

  it('answers a series as JSON or CSV, as asked, each with a tag of its own', async () => {
    const json = await get('series?metric=mrr');
    const csv = await get('series?metric=mrr', { Accept: 'text/csv' });
    assert.match(json.headers.get('Content-Type') ?? '', /^application\/json/);
    assert.match(csv.headers.get('Content-Type') ?? '', /^text\/csv; charset=utf-8/);
    assert.match(csv.headers.get('Content-Disposition') ?? '', /filename="mrr-.*\.csv"/);
    assert.match(csv.headers.get('Vary') ?? '', /Accept/);
    assert.match(await csv.text(), /^date,mrr,.*\r\n.*,10\.5,USD,true,/);
    assert.notEqual(json.headers.get('ETag'), csv.headers.get('ETag'));
  });

  for (const [query, field] of [
    ['metric=nonsense', 'metric'],
    ['metric=mrr&from=2020-01-01&to=2023-01-01', 'from'],
    ['metric=mrr&resolution=hour', 'resolution'],
    ['metric=churn_rate&resolution=day', 'resolution'],
    ['metric=mrr&form=2026-01-01', 'form'],
    ['metric=mrr&from=2026-13-01', 'from'],
  ] as const) {
    it(`says what is wrong with series?${query}`, async () => {
      const refused = await get(`series?${query}`);
      assert.equal(refused.status, 422);
      assert.match(refused.headers.get('Content-Type') ?? '', /problem\+json/);
      const { errors } = (await refused.json()) as { errors: { field: string; message: string }[] };
      assert.deepEqual(
        errors.map((error) => error.field),
        [field],
      );
    });
  }

  it('is described in the OpenAPI document', () => {
    const { paths } = describeRoutes(revenueRoutes, 'https://revenue.example');
    assert.deepEqual(Object.keys(paths ?? {}), [
      '/api/projects/{projectId}/revenue/summary',
      '/api/projects/{projectId}/revenue/series',
      '/api/projects/{projectId}/revenue/products',
    ]);
  });
});
