import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import type { Browser, Page } from 'playwright-core';

import { addDays, utcDay } from '../../api/revenue/days.js';
import { makeAccount } from '../api/support/account-rows.js';
import type { ApiUnderTest } from '../api/support/api-under-test.js';
import type { Tenant } from '../api/support/tenant.js';
import { eventually } from '../support/eventually.js';
import { wellColumns } from './support/account-states.js';
import { launchChromium } from './support/chromium.js';
import { inPage } from './support/in-page.js';
import { signInByKey, startPagesApi } from './support/pages-stack.js';
import { Visitor } from './support/visitor.js';

const HOUR = 3_600_000;

describe('What the dashboard says about the numbers it shows', function () {
  this.timeout(120_000);
  let api: ApiUnderTest;
  let browser: Browser;
  let tenant: Tenant;
  let visitor: Visitor;
  let page: Page;
  const yesterday = addDays(utcDay(new Date()), -1);

  before(async () => {
    [api, browser] = await Promise.all([startPagesApi(), launchChromium()]);
  });
  beforeEach(async () => {
    tenant = await api.tenant('Acme');
    await api.call('PUT', tenant.at('/revenue-layer'), { key: tenant.writeKey });
    visitor = await Visitor.arrive(browser, api.url);
    page = visitor.page;
    await signInByKey(page, tenant.writeKey);
  });
  afterEach(() => visitor.context.close());
  after(async () => {
    await browser?.close();
    await api?.stop();
  });

  const dashboard = (query = '') => page.goto(`/projects/${tenant.id}/revenue${query}`);
  const tile = (metric: string) => page.locator(`[data-metric="${metric}"]`);

  async function account(name: string, columns: Parameters<typeof makeAccount>[2] = {}): Promise<string> {
    return makeAccount(api, tenant.id, { ...wellColumns(), revenuecat_project_name: name, ...columns });
  }

  /** MRR of so many days up to yesterday, and of today, which is not over. */
  async function mrr(accountId: string, days: number, { value = 100, currency = 'USD' } = {}): Promise<void> {
    await api.owner.prisma.metric_points.createMany({
      data: Array.from({ length: days + 1 }, (_, back) => ({
        project_id: tenant.id,
        account_id: accountId,
        metric: 'mrr',
        resolution: 'day',
        period: new Date(addDays(yesterday, 1 - back)),
        currency,
        value: value + days - back,
        complete: back > 0,
        chart: 'mrr',
        chart_version: 'v3',
        selectors: {},
        fetched_at: new Date(),
      })),
    });
  }

  async function run(accountId: string, columns: object): Promise<void> {
    await api.owner.prisma.sync_runs.create({
      data: {
        ...{ project_id: tenant.id, account_id: accountId, id: `run_${accountId}`, kind: 'manual' },
        ...{ slot: new Date(), status: 'running', as_of: new Date(), currency: 'USD' },
        ...columns,
      },
    });
  }
  const failedRun = (accountId: string) => run(accountId, { status: 'failed', finished_at: new Date() });

  it('names an account whose numbers are old and still counted, with its cause’s act', async () => {
    await mrr(await account('Acme iOS'), 40);
    const old = await account('Acme Android', {
      last_published_at: new Date(Date.now() - 50 * HOUR),
      health_status: 'unhealthy',
      health_cause: 'token_revoked',
    });
    await mrr(old, 40);
    await dashboard();
    await page.getByText(/Acme Android: numbers from .*, 2 days old, still counted\./).waitFor();
    await page.getByRole('link', { name: 'Reconnect' }).waitFor();
    await visitor.inspect('an account is stale');
  });

  it('names the numbers that newer refreshes have not brought, and marks their tiles alone', async () => {
    const since = new Date(Date.now() - 3 * HOUR).toISOString();
    await mrr(await account('Acme iOS', { metrics_published_at: { mrr: since } }), 40);
    await mrr(await account('Acme Android'), 40);
    await dashboard();
    const said =
      /^Acme iOS: RevenueCat has not given MRR, ARR since .*; the last numbers are still counted\.$/;
    await page.getByText(said).waitFor();
    await tile('mrr').getByText('old', { exact: true }).waitFor();
    assert.equal(await page.getByText('old', { exact: true }).count(), 2);
    await page.getByRole('button', { name: 'Age and source of MRR' }).click();
    await page.getByText(/^RevenueCat has not given MRR of Acme iOS since .*\.$/).waitFor();
    await visitor.inspect('a number is old');
  });

  it('marks a sum in which an account is missing, and says which', async () => {
    await mrr(await account('Acme iOS'), 40);
    await account('Acme Android', { last_published_at: null });
    await dashboard();
    await tile('mrr').getByText('partial').waitFor();
    await page.getByRole('button', { name: 'Age and source of MRR' }).click();
    await page.getByText('Without Acme Android, which has no MRR yet.').waitFor();
    await page
      .getByText(/First sync of Acme Android: .* Numbers appear together when it is done\./)
      .waitFor();
    await visitor.inspect('an account is missing');
  });

  it('names every account that is not well or paused, however fresh its numbers are', async () => {
    await mrr(await account('Acme iOS'), 40);
    await account('Acme Android', { health_status: 'unhealthy', health_cause: 'token_revoked' });
    await account('Acme Web', { status: 'paused', paused_at: new Date() });
    await dashboard();
    await page.getByText('Acme Android: RevenueCat has withdrawn our access to Acme Android.').waitFor();
    await page.getByRole('link', { name: 'Reconnect' }).waitFor();
    await page.getByText(/Acme Web is paused: numbers from .*, still counted\./).waitFor();
    await visitor.inspect('accounts that are not well');
  });

  it('keeps the numbers in sight of many accounts that are not well, and has the others on a press', async () => {
    for (const name of ['One', 'Two', 'Three', 'Four', 'Five']) {
      await account(name, { health_status: 'unhealthy', health_cause: 'provider_unavailable' });
    }
    await dashboard();
    await page.getByText(/^Three: /).waitFor();
    assert.equal(await page.getByText(/^(Four|Five): /).count(), 0);
    await page.getByText('About 2 more accounts').click();
    for (const name of ['Four', 'Five']) await page.getByText(new RegExp(`^${name}: `)).waitFor();
    await visitor.inspect('many accounts that are not well');
  });

  it('says when numbers were read, not since when they are what they are, and that some are older', async () => {
    const metrics_published_at = { mrr: new Date(Date.now() - 1.5 * HOUR).toISOString() };
    await mrr(await account('Acme iOS', { metrics_published_at }), 40);
    await dashboard();
    await page.getByText('12 min old, some older · USD · UTC days').waitFor();
    await page.getByRole('button', { name: 'Age and source of MRR' }).click();
    await page.getByRole('dialog', { name: 'About MRR' }).getByText('Refreshed 1 h ago').waitFor();
  });

  it('calls numbers old by the interval in which the account is refreshed', async () => {
    const last_published_at = new Date(Date.now() - 3 * HOUR);
    await mrr(await account('Acme often', { last_published_at }), 40);
    await mrr(await account('Acme seldom', { last_published_at, sync_interval_seconds: 7_200 }), 40);
    await dashboard();
    await page.getByText(/Acme often: numbers from .*, 3 h old, still counted\./).waitFor();
    assert.equal(await page.getByText(/Acme seldom: numbers/).count(), 0);
  });

  it('does not promise a first sync that has failed, and offers to try again', async () => {
    const id = await account('Acme iOS', { last_published_at: null });
    await failedRun(id);
    await dashboard();
    await page.getByText(/Acme iOS: The first sync did not succeed\. Next try in 4\d min\./).waitFor();
    await page.getByRole('button', { name: 'Sync now' }).waitFor();
    assert.equal(await page.getByText(/about to begin/).count(), 0);
    await visitor.inspect('the first sync failed');
    await page.goto(`/projects/${tenant.id}/settings`);
    const card = page.getByRole('article', { name: 'Acme iOS' });
    await card.getByText(/The first sync did not succeed\. Next try in 4\d min\./).waitFor();
    await card.getByRole('button', { name: 'Sync now' }).waitFor();
  });

  it('shows how far a run has come that a paused account was asked for', async () => {
    const id = await account('Acme iOS', { status: 'paused', paused_at: new Date() });
    await run(id, { status: 'running', steps_total: 40, steps_done: 7 });
    await page.goto(`/projects/${tenant.id}/settings`);
    const card = page.getByRole('article', { name: 'Acme iOS' });
    await card.getByText('Syncing: 7 of 40.').waitFor();
    await card.getByText(/Numbers do not refresh/).waitFor();
  });

  it('leaves an account in another currency out, and says so', async () => {
    await mrr(await account('Acme iOS'), 40);
    await mrr(await account('Acme Europe'), 40, { currency: 'EUR' });
    await dashboard();
    await page.getByText('Acme Europe left out: its numbers are in EUR, this page is in USD.').waitFor();
  });

  it('has no comparison where there is no history, and dashes for what never came', async () => {
    await mrr(await account('Acme iOS'), 5);
    await dashboard();
    await tile('mrr').getByText('no comparison yet').first().waitFor();
    assert.equal(await tile('churn_rate').locator('[data-value]').innerText(), '–');
    await visitor.inspect('a young account');
  });

  it('says of paused accounts from when their numbers are', async () => {
    await mrr(await account('Acme iOS', { status: 'paused', paused_at: new Date() }), 40);
    await dashboard();
    await page.getByText(/All chosen accounts are paused\. Numbers from/).waitFor();
    await page.getByRole('link', { name: 'Resume in settings' }).waitFor();
  });

  it('keeps the history of a disconnected account for those who choose it', async () => {
    await mrr(await account('Acme iOS'), 40);
    const gone = await account('Acme Android', {
      status: 'disconnected',
      disconnected_at: new Date(yesterday),
    });
    await mrr(gone, 40);
    await dashboard();
    await page.getByRole('button', { name: 'Acme iOS' }).click();
    await page.getByText('Disconnected', { exact: true }).first().waitFor();
    await page.getByRole('checkbox', { name: 'Acme Android' }).check();
    await page.getByText(/Acme Android: disconnected on .* History ends there\./).waitFor();
  });

  it('finds one account among many, shows it alone, and leaves no trail in the history', async () => {
    for (let number = 1; number <= 8; number += 1) await account(`Acme ${number}`);
    await dashboard();
    await page.getByRole('button', { name: 'All accounts (8)' }).click();
    const picker = page.getByRole('dialog', { name: 'Accounts to count' });
    await picker.getByLabel('Find an account').fill('acme 7');
    await eventually(async () => assert.equal(await picker.getByRole('checkbox').count(), 1));
    await visitor.inspect('the picker of many accounts');
    const steps = await inPage<number>(page, 'history.length');
    await picker.getByRole('button', { name: 'Only Acme 7' }).click();
    await page.waitForURL(/accounts=/);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Acme 7', exact: true }).waitFor();
    assert.equal(await inPage<number>(page, 'history.length'), steps);
  });

  it('rings a value that RevenueCat has changed, and tells what it was', async () => {
    const id = await account('Acme iOS');
    await mrr(id, 40);
    const period = new Date(addDays(yesterday, -3));
    const key = {
      project_id: tenant.id,
      account_id: id,
      metric: 'mrr',
      resolution: 'day',
      currency: 'USD',
      period,
    };
    await api.owner.prisma.metric_restatements.create({
      data: { ...key, until: new Date(yesterday), value: 90, fetched_at: new Date(yesterday) },
    });
    await dashboard('?range=28d');
    await page.getByText('restated since').waitFor();
    // One for the day that was changed, one for today, which is not over.
    for (const radius of ['3', '3.5']) {
      const dots = page.locator(`figure svg.recharts-surface circle[r="${radius}"]`);
      await dots.waitFor({ state: 'attached' });
      assert.equal(await dots.count(), 1);
    }
    await page.getByRole('radio', { name: 'Table' }).check();
    await page.getByText(/was \$90\.00 until/).waitFor();
  });

  it('says so when a range holds nothing', async () => {
    await mrr(await account('Acme iOS'), 20);
    await dashboard('?range=2025-01-01..2025-02-01');
    await page.getByText('No data between 1 Jan 2025 and 1 Feb 2025.').waitFor();
    await visitor.inspect('an empty range');
  });

  it('hands out the tiles and the series as CSV, and the chart as a picture', async () => {
    await mrr(await account('Acme iOS'), 40);
    await dashboard();
    await page.locator('figure svg.recharts-surface').waitFor();
    const saved = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name, exact: true }).click(),
      ]);
      return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
    };
    const tiles = await saved('CSV of all tiles');
    assert.match(tiles.bytes.toString(), /^metric,value,unit,currency,.*\r\nmrr,139,money,USD,/);
    const series = await saved('CSV');
    assert.match(series.bytes.toString(), new RegExp(`${yesterday},139,USD,true`));
    const picture = await saved('Picture');
    assert.match(picture.name, /^mrr-.*\.png$/);
    assert.equal(picture.bytes.subarray(1, 4).toString(), 'PNG');
    assert.ok(picture.bytes.length > 5_000, `${picture.bytes.length} bytes`);
    visitor.assertNoComplaint('files');
  });

  it('shows sample data on request, asks the API nothing for it, and stores nothing', async () => {
    await dashboard();
    const asked: string[] = [];
    await page.getByText('Numbers appear here after the first sync.').waitFor();
    page.on('request', (request) => asked.push(request.url()));
    await page.getByRole('button', { name: 'Show sample data' }).click();
    await page.getByText(/Sample data: a made-up business/).waitFor();
    await page.locator('figure svg.recharts-surface').waitFor();
    await tile('revenue_30d').getByRole('button').first().click();
    await page.getByRole('heading', { name: 'Revenue', level: 2 }).waitFor();
    await visitor.inspect('sample data');
    assert.deepEqual(
      asked.filter((url) => url.includes('/api/') && url.includes('/revenue/')),
      [],
    );
    assert.equal(await api.owner.prisma.metric_points.count({ where: { project_id: tenant.id } }), 0);
    await page.getByRole('button', { name: 'Hide sample data' }).click();
    await eventually(async () => assert.equal(await tile('mrr').count(), 0));
  });

  it('leads keyboards past the header, and focus to the heading of a new page', async () => {
    await mrr(await account('Acme iOS'), 40);
    await dashboard();
    await tile('mrr').waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.locator(':focus').innerText(), 'Skip to the page');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator(':focus').getAttribute('id'), 'main');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('article').first().waitFor();
    assert.equal(await page.locator(':focus').innerText(), 'Settings');
  });

  it('keeps the numbers when the code that draws the chart does not come', async () => {
    await mrr(await account('Acme iOS'), 40);
    await page.route(/SeriesChart/, (route) => route.abort());
    await dashboard();
    await page.getByText(/The chart could not be loaded/).waitFor();
    assert.equal(await tile('mrr').locator('[data-value]').innerText(), '$139.00');
    await page.unroute(/SeriesChart/);
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.locator('figure svg.recharts-surface').waitFor();
  });

  it('says when what it shows was loaded while the server only answers that it cannot', async () => {
    await mrr(await account('Acme iOS'), 40);
    visitor.provoked.push(/\/revenue\/summary/);
    await page.clock.install();
    await dashboard();
    await tile('mrr').waitFor();
    await page.route(/\/revenue\/summary/, (route) => route.fulfill({ status: 429 }));
    await page.clock.fastForward(61_000);
    const banner = page.getByText(/^Showing what was loaded at \d\d:\d\d\.$/);
    await banner.waitFor();
    assert.equal(await tile('mrr').locator('[data-value]').innerText(), '$139.00');
    await visitor.inspect('old numbers');
    await page.unroute(/\/revenue\/summary/);
    await page.getByRole('button', { name: 'Retry' }).click();
    await banner.waitFor({ state: 'detached' });
  });

  it('keeps what was loaded when the server goes away, and says since when', async () => {
    await mrr(await account('Acme iOS'), 40);
    await dashboard();
    await page.locator('figure svg.recharts-surface').waitFor();
    await visitor.context.setOffline(true);
    await tile('active_trials').getByRole('button').first().click();
    await page.getByText(/Cannot reach the server since .*\. Showing what was loaded\./).waitFor();
    assert.notEqual(await tile('mrr').locator('[data-value]').innerText(), '–');
    assert.equal(await page.getByRole('button', { name: /Reconnect/ }).count(), 0);
  });
});
