import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { demoDevelopers } from '../../simulator/demo.js';
import { consent } from '../support/consent.js';
import { eventually } from '../support/eventually.js';
import { Browser } from './browser.js';
import { decimalSum, equalMoney } from './money.js';
import { fixedPorts, type Product, startProduct } from './product.js';
import { ControlledRevenueCat } from './revenuecat.js';
import { findSecrets, plantedCanary } from './secret-search.js';

interface Account {
  id: string;
  status: string;
  revenuecat_project: { id: string; name: string };
  health: { status: string; cause: string | null };
  credential: { version: number } | null;
  last_sync: { id: string; status: string; finished_at: string } | null;
  next_sync_at: string | null;
  webhook: { registered: boolean; url: string };
}
interface Tile {
  metric: string;
  value: string | number | null;
  value_complete_days?: string | null;
  complete_days_as_of?: string | null;
  as_of: string | null;
  by_account: { account_id: string; value: string | number }[];
}
interface Summary {
  tiles: Tile[];
  missing: unknown[];
}
interface StoredEvent {
  event_id: string;
  account_id: string | null;
  processed_at: string | null;
}
interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

/** The whole road over HTTP alone: as an owner's browser and as RevenueCat. Each step builds on the one before. */
describe('the main job, end to end', function () {
  this.timeout(180_000);
  let folder: string;
  let settings: Record<string, string>;
  let product: Product;
  let browser: Browser;
  let revenuecat: ControlledRevenueCat;
  let project: string;
  let accounts: Account[] = [];
  let webhookToken: string;
  const errorBodies: string[] = [];
  const secrets = new Set<string>();

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'revenue-layer-product-'));
    settings = {
      ...(await fixedPorts()),
      SYNC_INTERVAL: '30s',
      REFRESH_BEFORE_EXPIRY: '10s',
      SIMULATOR_LIVE_EVENTS_SECONDS: '0',
      // What is shown here is the road, not how slow RevenueCat's limit makes it.
      SIMULATOR_CHARTS_LIMIT: '600',
      LOG_LEVEL: 'debug',
    };
    product = await startProduct(folder, settings);
    revenuecat = new ControlledRevenueCat(product.simulatorUrl);
    browser = new Browser(product.url);
  });

  after(async () => {
    await product?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const path = (rest: string) => `/api/projects/${project}${rest}`;
  const accountNow = (id: string) => browser.get<Account>(path(`/accounts/${id}`));
  const synced = (id: string, after = 0) =>
    eventually(
      async () => {
        const found = await accountNow(id);
        assert.equal(found.last_sync?.status, 'complete', JSON.stringify(found));
        assert.ok(Date.parse(found.last_sync.finished_at) > after);
        return found;
      },
      { within: '60s', every: '200ms' },
    );

  async function connectRevenueCat(name: string): Promise<Account> {
    const attempt = await browser.ask<{ id: string; authorize_url: string }>(
      'POST',
      path('/connections'),
      201,
      {
        method: 'oauth',
        manage_webhook: true,
      },
    );
    const back = await consent(attempt.authorize_url, { developerId: demoDevelopers.dana });
    secrets.add(back.searchParams.get('code') ?? '');
    const landing = await browser.request('GET', back.href);
    assert.equal(landing.status, 303, await landing.text());
    assert.equal(landing.headers.get('location'), `/projects/${project}/settings?connection=${attempt.id}`);
    const listed = await eventually(
      async () => {
        const found = await browser.get<{
          status: string;
          revenuecat_projects: { id: string; name: string }[];
        }>(path(`/connections/${attempt.id}`));
        assert.equal(found.status, 'awaiting_choice', JSON.stringify(found));
        return found;
      },
      { within: '20s' },
    );
    const wanted = listed.revenuecat_projects.find((candidate) => candidate.name === name);
    assert.ok(wanted, `${name} is not in the list`);
    return browser.ask<Account>('POST', path(`/connections/${attempt.id}/choice`), 201, {
      revenuecat_project_id: wanted.id,
    });
  }

  async function allEvents(): Promise<StoredEvent[]> {
    const items: StoredEvent[] = [];
    let cursor: string | null = null;
    do {
      const next: Page<StoredEvent> = await browser.get(
        path(`/revenue/events?limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`),
      );
      items.push(...next.items);
      cursor = next.next_cursor;
    } while (cursor !== null);
    return items;
  }

  it('signs in with the link that npm start printed, once', async () => {
    const [, token = ''] = /sign-in#token=(\S+)/.exec(product.output()) ?? [];
    await browser.ask('POST', '/api/session', 204, { sign_in_token: token });
    const again = await new Browser(product.url).request('POST', '/api/session', { sign_in_token: token });
    assert.equal(again.status, 401);
    errorBodies.push(await again.text());
    secrets.add(token);
    for (const value of browser.secrets()) secrets.add(value);
  });

  it('installs the Revenue layer on a project', async () => {
    const created = await browser.ask<{ id: string }>('POST', '/api/projects', 201, { name: 'End to end' });
    project = created.id;
    const layer = await browser.ask<{ currency: string }>('PUT', path('/revenue-layer'), 200, {
      currency: 'USD',
    });
    assert.equal(layer.currency, 'USD');
    const token = await browser.get<{ token: string }>(path('/revenue-layer/webhook-token'));
    webhookToken = token.token;
    secrets.add(webhookToken);
  });

  it('connects two RevenueCat projects and syncs them', async () => {
    const ios = await connectRevenueCat('Acme iOS');
    const android = await connectRevenueCat('Acme Android');
    accounts = [await synced(ios.id), await synced(android.id)];
    for (const { health } of accounts) assert.equal(health.status, 'healthy');
  });

  it('shows in every tile what the books of the two say', async () => {
    await eventually(
      async () => {
        const before = Date.now();
        for (const { id } of accounts) await browser.request('POST', path(`/accounts/${id}/sync`));
        for (const { id } of accounts) await synced(id, before);
        const summary = await browser.get<Summary>(path('/revenue/summary'));
        const tile = (metric: string) => {
          const found = summary.tiles.find((candidate) => candidate.metric === metric);
          assert.ok(found, metric);
          return found;
        };
        const booksOn = (day: string | null | undefined) =>
          Promise.all(accounts.map(({ revenuecat_project: { id } }) => revenuecat.book(id, day ?? '')));

        const snapshots = await booksOn(tile('mrr').as_of);
        equalMoney(tile('mrr').value, decimalSum(snapshots.map(({ mrr }) => mrr)), 'mrr');
        equalMoney(tile('arr').value, decimalSum(snapshots.map(({ arr }) => arr)), 'arr');
        const actives = await booksOn(tile('active_subscriptions').as_of);
        assert.equal(
          Number(tile('active_subscriptions').value),
          actives.reduce((sum, { active_subscriptions }) => sum + active_subscriptions, 0),
        );
        for (const days of ['revenue_7d', 'revenue_30d'] as const) {
          const now = await booksOn(tile(days).as_of);
          equalMoney(tile(days).value, decimalSum(now.map((book) => book[days])), `${days} up to now`);
          const complete = await booksOn(tile(days).complete_days_as_of);
          equalMoney(tile(days).value_complete_days, decimalSum(complete.map((book) => book[days])), days);
        }
        for (const { metric, by_account } of summary.tiles) assert.equal(by_account.length, 2, metric);
      },
      // Revenue of today grows while the clock runs: what is compared has to be of one moment.
      { within: '90s', every: '1s' },
    );
  });

  it('takes 1,000 webhooks, a tenth of them twice, and has each once and processed once', async () => {
    const sent: string[] = [];
    for (const { id, revenuecat_project } of accounts) {
      const account = await eventually(async () => {
        const found = await accountNow(id);
        assert.ok(found.webhook.registered, JSON.stringify(found.webhook));
        return found;
      });
      const burst = await revenuecat.ask<{
        sent: number;
        event_ids: string[];
        statuses: Record<string, number>;
      }>('POST', `/projects/${revenuecat_project.id}/send`, {
        url: account.webhook.url,
        authorization_header: `Bearer ${webhookToken}`,
        count: 500,
        duplicates: 0.1,
        shuffle: true,
        concurrency: 20,
      });
      assert.deepEqual(burst.statuses, { '200': 550 });
      sent.push(...burst.event_ids);
    }
    assert.equal(new Set(sent).size, 1000);
    await eventually(
      async () => {
        const stored = await allEvents();
        assert.deepEqual(stored.map(({ event_id }) => event_id).sort(), [...sent].sort());
        assert.equal(stored.filter(({ processed_at }) => processed_at === null).length, 0, 'not processed');
      },
      { within: '60s', every: '500ms' },
    );
  });

  it('finds an event without ?account= by the app it names, and refuses one with a wrong token', async () => {
    const [, android] = accounts;
    const { event_ids } = await revenuecat.ask<{ event_ids: string[] }>(
      'POST',
      `/projects/${android?.revenuecat_project.id}/send`,
      {
        url: `${product.url}/api/webhooks/revenuecat`,
        authorization_header: webhookToken,
        count: 1,
        skip: 500,
      },
    );
    const stored = await allEvents();
    const found = stored.find(({ event_id }) => event_id === event_ids[0]);
    assert.equal(found?.account_id, android?.id);

    const refused = await fetch(`${product.url}/api/webhooks/revenuecat`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${plantedCanary('wrong-token')}`,
      },
      body: JSON.stringify({ event: { id: 'x', type: 'TEST' } }),
    });
    assert.equal(refused.status, 401);
    errorBodies.push(await refused.text());
    secrets.add(plantedCanary('wrong-token'));
  });

  it('refreshes twice in a row; a pair that was replaced is dead and never used again', async () => {
    await revenuecat.ask('PATCH', '/settings', { access_token_seconds: 8 });
    const [first] = accounts;
    assert.ok(first);
    // The tokens in hand live an hour: the one way to a new pair is to end them at RevenueCat.
    const { items } = await revenuecat.ask<{ items: { id: string }[] }>('GET', '/grants');
    assert.ok(items.length >= 2);
    await revenuecat.ask('POST', '/faults', {
      endpoint: 'charts_metrics',
      kind: 'answer',
      status: 401,
      times: 2,
      body: { object: 'error', type: 'authentication_error', message: 'Expired.', retryable: false },
    });
    await eventually(
      async () => {
        for (const { id } of accounts) await browser.request('POST', path(`/accounts/${id}/sync`));
        const versions = await Promise.all(
          accounts.map(async ({ id }) => (await accountNow(id)).credential?.version),
        );
        assert.ok(Math.max(...versions.map(Number)) >= 3, `versions ${versions.join()}`);
      },
      { within: '60s', every: '1s' },
    );
    assert.equal((await accountNow(first.id)).health.status, 'healthy');
    const ledger = await revenuecat.ask<{ items: { outcome: string }[]; overlaps: unknown[] }>(
      'GET',
      '/ledger/token-sends',
    );
    assert.deepEqual(ledger.overlaps, []);
    assert.ok(ledger.items.length >= 4);
    assert.deepEqual((await revenuecat.ask<{ items: unknown[] }>('GET', '/ledger/dead-uses')).items, []);
  });

  it('goes on after every process was killed, and asks nobody anything again', async () => {
    for (const secret of await revenuecat.secrets()) secrets.add(secret);
    const before = await Promise.all(accounts.map(({ id }) => accountNow(id)));
    await product.killEverything();
    product = await startProduct(folder, settings);
    revenuecat = new ControlledRevenueCat(product.simulatorUrl);
    const started = Date.now();
    for (const account of before) {
      const after = await synced(account.id, started);
      assert.equal(after.health.status, 'healthy');
      assert.equal(after.status, 'connected');
    }
    assert.equal((await allEvents()).length, 1001);
  });

  it('disconnects one: receipt, history and union stay, and a late webhook revives nothing', async () => {
    const [ios, android] = accounts;
    assert.ok(ios && android);
    const receipt = await browser.ask<Record<string, unknown>>('DELETE', path(`/accounts/${ios.id}`), 200);
    assert.equal(receipt['account_id'], ios.id);
    assert.equal(receipt['credential_deleted'], true);
    assert.equal(receipt['webhook_removed'], 'removed');
    const kept = receipt['kept'] as { events: number; metric_points: number };
    assert.equal(kept.events, 500);
    assert.ok(kept.metric_points > 700);
    assert.deepEqual(await browser.get(path(`/accounts/${ios.id}/receipt`)), receipt);
    assert.deepEqual(await browser.ask('DELETE', path(`/accounts/${ios.id}`), 200), receipt);

    const late = await fetch(ios.webhook.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${webhookToken}` },
      body: JSON.stringify({
        api_version: '1.0',
        event: { id: 'late', type: 'RENEWAL', event_timestamp_ms: Date.now() },
      }),
    });
    assert.equal(late.status, 404);
    errorBodies.push(await late.text());
    assert.equal((await accountNow(ios.id)).status, 'disconnected');

    const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
    const series = await browser.get<{ points: { date: string; value: string }[] }>(
      path(`/revenue/series?metric=mrr&from=${day(10)}&to=${day(2)}&resolution=day&accounts=${ios.id}`),
    );
    assert.equal(series.points.length, 9);
    const union = await browser.get<Summary>(path('/revenue/summary'));
    const mrr = union.tiles.find(({ metric }) => metric === 'mrr');
    assert.deepEqual(
      mrr?.by_account.map(({ account_id }) => account_id),
      [android.id],
    );
    const both = await browser.get<Summary>(path(`/revenue/summary?accounts=${ios.id},${android.id}`));
    assert.equal(both.tiles.find(({ metric }) => metric === 'mrr')?.by_account.length, 2);
  });

  it('stops on Ctrl-C and has left no secret anywhere but in Vault', async () => {
    for (const secret of await revenuecat.secrets()) secrets.add(secret);
    await product.stop();
    const places = { folder, texts: [product.output(), ...errorBodies] };
    const looked = [...secrets].filter((secret) => secret.length >= 12);
    assert.ok(looked.length > 10, `${looked.length} secrets`);
    assert.deepEqual(await findSecrets(looked, places), []);
    const planted = plantedCanary('planted');
    const found = await findSecrets([planted], {
      folder,
      texts: [...places.texts, `{"token":"${planted}"}`],
    });
    assert.equal(found.length, 1, 'the search finds the one that was planted');
  });
});
