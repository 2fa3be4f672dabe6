import assert from 'node:assert/strict';

import type { Browser, Page } from 'playwright-core';

import { addDays, utcDay } from '../../api/revenue/days.js';
import { formatDay } from '../../web/src/format/days.js';
import { makeAccount } from '../api/support/account-rows.js';
import type { ApiUnderTest } from '../api/support/api-under-test.js';
import type { Tenant } from '../api/support/tenant.js';
import { bodyOf, deliver, renewal } from '../ingest/deliver.js';
import { Rows } from '../revenue/rows.js';
import { eventually } from '../support/eventually.js';
import { wellColumns } from './support/account-states.js';
import { launchChromium } from './support/chromium.js';
import { signInByKey, startPagesApi } from './support/pages-stack.js';
import { Visitor } from './support/visitor.js';

describe('What the dashboard shows when it is asked to', function () {
  this.timeout(120_000);
  let api: ApiUnderTest;
  let browser: Browser;
  let rows: Rows;
  let tenant: Tenant;
  let visitor: Visitor;
  let page: Page;
  let accountId: string;
  const today = utcDay(new Date());
  const yesterday = addDays(today, -1);

  before(async () => {
    [api, browser] = await Promise.all([startPagesApi(), launchChromium()]);
    rows = Rows.over(api.owner.pool);
  });
  beforeEach(async () => {
    tenant = await api.tenant('Acme');
    await api.call('PUT', tenant.at('/revenue-layer'), { key: tenant.writeKey });
    visitor = await Visitor.arrive(browser, api.url);
    page = visitor.page;
    await signInByKey(page, tenant.writeKey);
    accountId = await account('Acme iOS');
  });
  afterEach(() => visitor.context.close());
  after(async () => {
    await browser?.close();
    await api?.stop();
  });

  const dashboard = (query = '') => page.goto(`/projects/${tenant.id}/revenue${query}`);
  const figure = () => page.getByRole('figure');
  const events = () => page.getByRole('region', { name: /Live events/ });

  async function account(name: string, columns: Parameters<typeof makeAccount>[2] = {}): Promise<string> {
    return makeAccount(api, tenant.id, { ...wellColumns(), revenuecat_project_name: name, ...columns });
  }

  /** MRR that grows by one a day; the last day is yesterday unless said otherwise. */
  async function mrr(id: string, days: number, end = yesterday): Promise<void> {
    const values = Array.from({ length: days }, (_, day) => String(100 + day));
    await rows.points(tenant.id, id, { metric: 'mrr', end, values });
  }

  async function send(...all: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    const path = tenant.at('/revenue-layer/webhook-token');
    const { token } = (await api.call('GET', path, { key: tenant.writeKey })).body;
    for (const fields of all) {
      const { status } = await deliver(api, { token }, bodyOf(renewal(fields)), { account: accountId });
      assert.equal(status, 200);
    }
  }

  it('says when history begins where the range begins before, and fits the range to it', async () => {
    await mrr(accountId, 20);
    const begins = addDays(today, -20);
    await dashboard();
    await figure()
      .getByText(`History begins ${formatDay(begins)}.`)
      .waitFor();
    await visitor.inspect('history begins within the range');
    await figure().getByRole('button', { name: 'Show all' }).click();
    await page.waitForURL((url) => url.searchParams.get('range') === `${begins}..${today}`);
    await eventually(async () => assert.equal(await page.getByText(/History begins/).count(), 0));
    await dashboard('?range=2025-01-01..2025-02-01');
    await page.getByText('No data between 1 Jan 2025 and 1 Feb 2025.').waitFor();
    await page.getByText(`History begins ${formatDay(begins)}.`).waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await figure()
      .getByText(`up 19.0%, better than ${formatDay(begins)}`)
      .waitFor();
  });

  it('draws any range of days, and says so when two days are none', async () => {
    await mrr(accountId, 40);
    await dashboard();
    await figure().locator('svg.recharts-surface').waitFor();
    await page.getByRole('button', { name: 'Custom', exact: true }).click();
    const range = page.getByRole('dialog', { name: 'Custom range' });
    await range.getByLabel('From').fill(yesterday);
    await range.getByLabel('To').fill(addDays(yesterday, -9));
    await range.getByRole('button', { name: 'Show' }).click();
    await range.getByText('Choose two days in order, at most 800 days apart.').waitFor();
    await visitor.inspect('a range in the wrong order');
    await range.getByLabel('From').fill(addDays(yesterday, -9));
    await range.getByLabel('To').fill(yesterday);
    await range.getByRole('button', { name: 'Show' }).click();
    const [from, to] = [formatDay(addDays(yesterday, -9)), formatDay(yesterday)];
    await page.getByRole('button', { name: `${from} – ${to}` }).waitFor();
    await figure().getByText(`MRR by day, ${from} to ${to}.`).waitFor();
  });

  it('changes the figure, the chart and the products when numbers are published, without a reload', async () => {
    const sell = async (end: string, value: string) => {
      const revenue = { metric: 'revenue', end, values: [value] };
      await rows.points(tenant.id, accountId, revenue);
      await rows.points(tenant.id, accountId, { ...revenue, product: 'prod_a' });
    };
    await rows.run(tenant.id, accountId, today);
    await rows.product(tenant.id, accountId, 'prod_a', 'Alpha');
    await sell(addDays(yesterday, -1), '10');
    await mrr(accountId, 20, addDays(yesterday, -1));
    await page.clock.install();
    await dashboard('?range=28d');
    const figureOf = page.locator('[data-metric="mrr"] [data-value]');
    await eventually(async () => assert.equal(await figureOf.innerText(), '$119.00'));
    await figure().getByText('up 19.0%').waitFor();
    const products = page.getByRole('region', { name: /Products/ });
    await products.getByText('$10.00').waitFor();
    await sell(yesterday, '32');
    await rows.points(tenant.id, accountId, { metric: 'mrr', end: yesterday, values: ['150'] });
    await rows.publish(tenant.id, accountId, new Date());
    await page.clock.fastForward(61_000);
    await eventually(async () => assert.equal(await figureOf.innerText(), '$150.00'));
    await figure().getByText('up 50.0%').waitFor();
    await products.getByText('$42.00').waitFor();
  });

  it('marks where the numbers of a disconnected account end, with its name', async () => {
    const end = addDays(today, -5);
    const gone = await account('Acme Android', {
      ...{ status: 'disconnected', disconnected_at: new Date(`${end}T09:00:00Z`) },
    });
    await mrr(accountId, 40);
    await mrr(gone, 30, end);
    await dashboard('?range=28d');
    await figure().locator('svg').getByText('Acme Android disconnected').waitFor();
    await visitor.inspect('an account ended');
    await page.getByRole('checkbox', { name: 'By account' }).check();
    await figure().getByRole('listitem').getByText('Acme Android').waitFor();
    await page.getByRole('radio', { name: 'Table' }).check();
    const row = figure().getByRole('row', { name: new RegExp(`^${formatDay(end)}`) });
    await row.getByText('Acme Android disconnected').waitFor();
    await page.getByRole('button', { name: 'Acme iOS' }).click();
    await page.getByText(`history to ${formatDay(end)}`).waitFor();
  });

  it('sorts the products by each column, and names the one whose series is shown', async () => {
    await rows.run(tenant.id, accountId, today);
    const sold = { prod_a: ['Alpha', '10', '7'], prod_b: ['Beta', '30', '2'], prod_c: ['Gamma', '20', '5'] };
    const daily = { end: today, running: true } as const;
    for (const metric of ['revenue', 'active_subscriptions'] as const) {
      const currency = metric === 'revenue' ? 'USD' : '';
      await rows.points(tenant.id, accountId, { ...daily, metric, currency, values: ['60', '6'] });
      for (const [product, [, revenue = '', active = '']] of Object.entries(sold)) {
        const value = metric === 'revenue' ? revenue : active;
        await rows.points(tenant.id, accountId, {
          ...daily,
          metric,
          currency,
          product,
          values: [value, '1'],
        });
      }
    }
    for (const [id, [name = '']] of Object.entries(sold)) await rows.product(tenant.id, accountId, id, name);
    await dashboard();
    const products = page.getByRole('region', { name: /Products/ });
    const inOrder = async (...names: string[]) => {
      const heads = products.getByRole('rowheader').getByRole('button');
      await eventually(async () => assert.deepEqual(await heads.allInnerTexts(), names));
    };
    await inOrder('Beta', 'Gamma', 'Alpha');
    await products.getByRole('button', { name: 'Active' }).click();
    await inOrder('Alpha', 'Gamma', 'Beta');
    await products.getByRole('button', { name: 'Active' }).click();
    await inOrder('Beta', 'Gamma', 'Alpha');
    await products.getByRole('button', { name: 'Name' }).click();
    await inOrder('Alpha', 'Beta', 'Gamma');
    const head = products.getByRole('columnheader', { name: 'Name' });
    assert.equal(await head.getAttribute('aria-sort'), 'ascending');
    await visitor.inspect('products by name');
    await products.getByRole('button', { name: 'Gamma' }).click();
    await figure()
      .getByText(/^Revenue of Gamma by day/)
      .waitFor();
    await visitor.inspect('one product');
    await page.getByRole('button', { name: 'Gamma: show all products' }).click();
    await figure()
      .getByText(/^Revenue by day/)
      .waitFor();
  });

  it('asks once for the events, shows those of one type, and says when there is none', async () => {
    await send({ product_id: 'pro_yearly' }, { type: 'EXPIRATION', product_id: 'pro_monthly' });
    const asked: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).pathname.endsWith('/events')) asked.push(request.url());
    });
    await dashboard();
    const shown = events().getByRole('listitem');
    await shown.getByText('pro_yearly').waitFor();
    assert.equal(asked.length, 1, asked.join(', '));
    await events().getByLabel('Type').selectOption({ label: 'Expiration' });
    await eventually(async () => assert.equal(await shown.count(), 1));
    await shown.getByText('pro_monthly').waitFor();
    await events().getByLabel('Type').selectOption({ label: 'Transfer' });
    await events().getByText('No event matches.').waitFor();
    await visitor.inspect('no event matches');
    await events().getByRole('button', { name: 'Clear filters' }).click();
    await shown.getByText('pro_yearly').waitFor();
    // What was read before is shown at once, and read again: this stream does not know what came meanwhile.
    await eventually(() => assert.equal(asked.length, 4, asked.join(', ')));
  });

  it('lists events though the stream is interrupted, says so after ten seconds, and misses none', async () => {
    visitor.provoked.push(/\/events\/stream/);
    await page.clock.install();
    await page.route(/events\/stream/, (route) => route.abort());
    await send({ product_id: 'before' });
    await dashboard();
    await events().getByText('before').waitFor();
    assert.equal(
      await events()
        .getByText(/Live updates interrupted/)
        .count(),
      0,
    );
    await page.clock.fastForward(11_000);
    await events().getByText('Live updates interrupted, reconnecting…').waitFor();
    await visitor.inspect('the stream is interrupted');
    await send({ product_id: 'meanwhile' });
    await page.unroute(/events\/stream/);
    await page.clock.fastForward(20_000);
    await events().getByText('meanwhile').waitFor();
    await eventually(async () =>
      assert.equal(
        await events()
          .getByText(/interrupted/)
          .count(),
        0,
      ),
    );
    await send({ product_id: 'afterwards' });
    await events().getByRole('button', { name: '1 new event' }).click();
    await events().getByText('afterwards').waitFor();
  });
});
