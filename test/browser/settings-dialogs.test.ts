import assert from 'node:assert/strict';

import type { Browser, Page } from 'playwright-core';

import { DEMO_API_KEY, projectIdFor } from '../../simulator/demo.js';
import type { Tenant } from '../api/support/tenant.js';
import { bodyOf, deliver, renewal } from '../ingest/deliver.js';
import { eventually } from '../support/eventually.js';
import { launchChromium } from './support/chromium.js';
import { inPage } from './support/in-page.js';
import { type PagesStack, signInByKey, startPagesStack } from './support/pages-stack.js';
import { Visitor } from './support/visitor.js';

const MINUTE = 60_000;

/** One owner, one account connected with a key, one dialog after the other. Each step builds on the one before. */
describe('The dialogs of the settings', function () {
  this.timeout(120_000);
  let stack: PagesStack;
  let browser: Browser;
  let tenant: Tenant;
  let visitor: Visitor;
  let page: Page;

  before(async () => {
    [stack, browser] = await Promise.all([startPagesStack(), launchChromium()]);
    tenant = await stack.api.tenant('Acme');
    await stack.api.call('PUT', tenant.at('/revenue-layer'), { key: tenant.writeKey });
    visitor = await Visitor.arrive(browser, stack.api.url);
    page = visitor.page;
    page.setDefaultTimeout(20_000);
    await signInByKey(page, tenant.writeKey);
    await settings();
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const settings = () => page.goto(`/projects/${tenant.id}/settings`);
  const dialog = () => page.getByRole('dialog');
  const button = (name: string | RegExp, within: { getByRole: Page['getByRole'] } = page) =>
    within.getByRole('button', { name });
  const webhook = () => page.getByRole('region', { name: 'Webhook' });
  const account = () => page.getByRole('article', { name: 'Acme iOS' });
  const presentToken = async (): Promise<string> => {
    const path = tenant.at('/revenue-layer/webhook-token');
    return (await stack.api.call('GET', path, { key: tenant.writeKey })).body.token;
  };

  it('names a v1 key as what it is, empties the field and keeps the focus in it', async () => {
    const { key } = await stack.revenuecat.ask<{ key: string }>('POST', '/api-keys', {
      project_id: projectIdFor('demo', 'Acme iOS'),
      version: 1,
    });
    visitor.provoked.push(/\/connections$/);
    await button('Use an API key').click();
    await visitor.inspect('API key form');
    const field = page.getByLabel('v2 secret API key');
    await field.fill(key);
    assert.ok(!(await page.content()).includes(key), 'the typed key stands in the HTML');
    await button('Save key').click();
    await dialog().getByText('This is a v1 key. Make a v2 secret key in RevenueCat').waitFor();
    assert.equal(await field.inputValue(), '');
    assert.equal(await inPage(page, 'document.activeElement.type'), 'password');
    await visitor.inspect('API key form with a v1 key');
    assert.ok(!visitor.seen.some((seen) => seen.includes(key)));
  });

  it('connects with a v2 key, which opens exactly one RevenueCat project', async () => {
    await page.getByLabel('v2 secret API key').fill(DEMO_API_KEY);
    await button('Save key').click();
    await button('Connect Acme iOS').click();
    await account().getByText('Healthy').waitFor({ timeout: 60_000 });
    assert.ok(!visitor.seen.some((seen) => seen.includes(DEMO_API_KEY)));
  });

  it('keeps the old token working for a day, and hides it wherever it was shown', async () => {
    const old = await presentToken();
    await account().getByText('Webhook', { exact: true }).click();
    await button(/^Show$/, webhook()).click();
    await button(/^Show$/, account()).click();
    await account().getByText(`Bearer ${old}`).waitFor();
    await button('Rotate…').click();
    await dialog().getByLabel('Keep the old token valid for 24 h').waitFor();
    await visitor.inspect('rotate the token');
    await button('Rotate', dialog()).click();
    await webhook()
      .getByText(/^The old token works until /)
      .waitFor();
    await webhook()
      .getByText(/The old token ends in .* Nothing has come with it since\./)
      .waitFor();
    await eventually(async () => assert.ok(!(await page.content()).includes(old)));
    const token = await presentToken();
    assert.notEqual(token, old);
    await button(/^Show$/, account()).click();
    await account().getByText(`Bearer ${token}`).waitFor();
    await visitor.inspect('the token was rotated');
  });

  it('stops the old token at once when told to', async () => {
    await button('Rotate…').click();
    await dialog()
      .getByLabel(/Stop it now/)
      .check();
    await visitor.inspect('rotate the token, stopping the old one');
    await button('Rotate', dialog()).click();
    await webhook().getByText('The old token no longer works.').waitFor();
    await eventually(async () => assert.equal(await page.getByText(/^Bearer [^•]/).count(), 0));
  });

  it('adds up the refusals of a day by reason, however many minutes they are in', async () => {
    const refusals = (count: number, reason: string, from: number) =>
      Array.from({ length: count }, (_, index) => ({
        project_id: tenant.id,
        account_id: '',
        minute: new Date(Math.floor(Date.now() / MINUTE - from - index) * MINUTE),
        reason,
        count: 3,
      }));
    await stack.api.owner.prisma.webhook_refusals.createMany({
      data: [
        ...refusals(450, 'wrong-token', 0),
        ...refusals(2, 'not-json', 600),
        ...refusals(60, 'wrong-token', 25 * 60),
      ],
    });
    await settings();
    await webhook().getByText('Refused in 24 h: 1,356').click();
    await webhook().getByText('1,350 deliveries with a wrong token').waitFor();
    await webhook().getByText('6 deliveries that could not be parsed').waitFor();
    await visitor.inspect('refusals');
  });

  it('shows events of an app nobody knows, and assigns one to an account', async () => {
    const token = { token: await presentToken() };
    for (const product_id of ['pro_yearly', 'pro_monthly']) {
      const sent = await deliver(stack.api, token, bodyOf(renewal({ app_id: 'app_nobody', product_id })));
      assert.equal(sent.status, 200, sent.text);
    }
    await settings();
    await webhook().getByText('Unrouted: 2').click();
    const row = webhook().getByRole('listitem').filter({ hasText: 'pro_yearly' });
    await row.getByText('app_nobody').waitFor();
    await row.getByLabel('Account').selectOption({ label: 'Acme iOS' });
    await visitor.inspect('unrouted events');
    await button('Assign', row).click();
    await row.waitFor({ state: 'detached' });
    await webhook().getByText('Unrouted: 1').waitFor();
    const assigned = await stack.api.owner.prisma.revenue_events.count({
      where: { project_id: tenant.id, product_id: 'pro_yearly', account_id: { not: null } },
    });
    assert.equal(assigned, 1);
  });

  it('changes the currency, told before that numbers are read anew and not converted', async () => {
    await button('Change').click();
    await dialog()
      .getByText(/stay stored and are not converted/)
      .waitFor();
    assert.equal(await button('Change to USD', dialog()).getAttribute('aria-disabled'), 'true');
    await dialog().getByLabel('Currency').selectOption('EUR');
    await visitor.inspect('change the currency');
    await button('Change to EUR', dialog()).click();
    await page.getByRole('region', { name: 'Revenue on this project' }).getByText('EUR').waitFor();
    await dialog().waitFor({ state: 'detached' });
    const inEuro = { project_id: tenant.id, metric: 'mrr', currency: 'EUR' };
    await eventually(
      async () => assert.ok((await stack.api.owner.prisma.metric_points.count({ where: inEuro })) > 0),
      { within: '60s' },
    );
  });

  it('lists with counts what removing Revenue deletes and keeps; Esc keeps all of it', async () => {
    await button('Remove Revenue from project…').click();
    const asked = page.getByRole('alertdialog', { name: 'Remove Revenue from Acme?' });
    await asked.getByText(/our access to 1 RevenueCat project \(Acme iOS\), every copy of it/).waitFor();
    await asked.getByText('the webhook token, at once; installing again makes a new one').waitFor();
    await asked.getByText(/[1-9][\d,]* numbers and 1 event; they stay readable\./).waitFor();
    await visitor.inspect('remove Revenue?');
    await page.keyboard.press('Escape');
    await asked.waitFor({ state: 'detached' });
    await account().getByText('Healthy').waitFor();
  });

  it('leaves receipts in sight after the removal, and the way to the history that is kept', async () => {
    await button('Remove Revenue from project…').click();
    await button('Remove Revenue', page.getByRole('alertdialog')).click();
    await page.getByText('Revenue is not installed on this project.').waitFor();
    await page.getByText(/All numbers and events of that time are kept and stay readable/).waitFor();
    const gone = page.getByRole('list', { name: 'Disconnected accounts' });
    await gone.getByText(/Access deleted\..*Kept: [1-9][\d,]* numbers and 1 event\./).waitFor();
    await gone.getByText(/The API key itself still exists at RevenueCat: delete it there/).waitFor();
    await visitor.inspect('removed');
    await page.reload();
    await gone.getByText(/Access deleted/).waitFor();
    await page.getByRole('link', { name: 'Show the history' }).click();
    await page.getByText(/Acme iOS: disconnected on .* History ends there\./).waitFor();
    await page.locator('figure svg.recharts-surface').waitFor();
    await visitor.inspect('history of a removed layer');
  });

  it('shows the kept history to whoever opens the dashboard, and that nobody is connected', async () => {
    await page.goto(`/projects/${tenant.id}/revenue`);
    await page.getByText('No account is connected. The chart shows the history that is kept').waitFor();
    await page.locator('[data-metric="mrr"]').getByText('no account connected').waitFor();
    await page.locator('figure svg.recharts-surface').waitFor();
    await visitor.inspect('nobody is connected');
  });
});
