import assert from 'node:assert/strict';

import type { Browser, Locator, Page } from 'playwright-core';

import { addDays, utcDay } from '../../api/revenue/days.js';
import { newId } from '../../clients/ids.js';
import { DEMO_API_KEY } from '../../simulator/demo.js';
import { formatDay } from '../../web/src/format/days.js';
import { makeAccount } from '../api/support/account-rows.js';
import type { Tenant } from '../api/support/tenant.js';
import { bodyOf, deliver, renewal } from '../ingest/deliver.js';
import { Rows } from '../revenue/rows.js';
import { eventually } from '../support/eventually.js';
import { wellColumns } from './support/account-states.js';
import { launchChromium } from './support/chromium.js';
import { inPage } from './support/in-page.js';
import { type PagesStack, signInByKey, startPagesStack } from './support/pages-stack.js';
import { Visitor } from './support/visitor.js';

/** What has the focus, as its reader would name it: by its label, else by the first line that it holds. */
const FOCUSED = `(({ tagName, ariaLabel, labels, innerText }) =>
  tagName + ' ' + (labels?.[0]?.innerText ?? ariaLabel ?? innerText.trim().split(/[\\n\\t]/)[0])
)(document.activeElement)`;
/** Takes a button away, as a change from elsewhere would, and answers what has the focus then. */
const TAKEN_AWAY = `new Promise((done) => {
  document.querySelector('[aria-label="Dismiss"]').remove();
  setTimeout(() => setTimeout(() => done(document.activeElement.tagName)));
})`;

/** By the keyboard alone. Each button here is taken away by what it does. */
describe('Where the focus goes when the button that has it goes', function () {
  this.timeout(120_000);
  let stack: PagesStack;
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;

  before(async () => {
    [stack, browser] = await Promise.all([startPagesStack(), launchChromium()]);
    visitor = await Visitor.arrive(browser, stack.api.url);
    page = visitor.page;
    page.setDefaultTimeout(20_000);
    await signInByKey(page, stack.api.adminKey);
  });
  afterEach(() => visitor.assertNoComplaint('whatever was pressed'));
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const button = (name: string | RegExp, within: Page | Locator = page) =>
    within.getByRole('button', { name });
  const focusIsOn = (place: string) =>
    eventually(async () => assert.equal(await inPage<string>(page, FOCUSED), place));

  /** Presses a button that this takes away. */
  async function press(gone: Locator, thenOn: string): Promise<void> {
    await gone.press('Enter');
    await focusIsOn(thenOn);
  }

  async function installed(name: string): Promise<Tenant> {
    const tenant = await stack.api.tenant(name);
    await stack.api.call('PUT', tenant.at('/revenue-layer'), { key: tenant.writeKey });
    return tenant;
  }

  describe('in the settings', () => {
    let tenant: Tenant;
    const account = () => page.getByRole('article', { name: 'Acme iOS' });
    before(async () => {
      tenant = await installed('Acme');
    });

    async function attempt(status: 'expired' | 'awaiting_consent'): Promise<void> {
      const id = newId('connection');
      const expires_at = new Date(Date.now() + 600_000);
      const credential_id = newId('credential');
      await stack.api.owner.prisma.connections.create({
        data: { project_id: tenant.id, id, method: 'oauth', status, credential_id, expires_at },
      });
      await page.goto(`/projects/${tenant.id}/settings?connection=${id}`);
    }

    it('to the heading of the page, where an attempt to connect is dismissed or cancelled', async () => {
      await attempt('expired');
      await press(button('Dismiss'), 'H1 Settings');
      await attempt('awaiting_consent');
      await press(button('Cancel'), 'H1 Settings');
    });

    it('to the heading of the page, where the dialog is closed that such a button had opened', async () => {
      await attempt('expired');
      await button('Try again').press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.waitForURL((url) => !url.search.includes('connection'));
      await page.keyboard.press('Escape');
      await focusIsOn('H1 Settings');
    });

    it('nowhere, where somebody has left it before by a click beside everything', async () => {
      await attempt('expired');
      await button('Dismiss').focus();
      await page.mouse.click(2, 600);
      assert.equal(await inPage(page, TAKEN_AWAY), 'BODY');
      await page.goto(`/projects/${tenant.id}/settings`);
    });

    it('to the field, where another form takes the place of the first', async () => {
      await button('Connect RevenueCat').press('Enter');
      await press(button('Use an API key instead'), 'INPUT v2 secret API key');
      await page.keyboard.press('Escape');
      await focusIsOn('BUTTON Connect RevenueCat');
    });

    it('to the heading of the page, where a choice has become an account', async () => {
      await button('Use an API key').press('Enter');
      await page.getByLabel('v2 secret API key').fill(DEMO_API_KEY);
      await page.keyboard.press('Enter');
      await press(button('Connect Acme iOS'), 'H1 Settings');
      await account().getByText('Healthy').waitFor({ timeout: 60_000 });
    });

    it('to the account, where its sync begins or its pause ends', async () => {
      await press(button('Sync now', account()), 'H2 Acme iOS');
      await button('More about Acme iOS').press('Enter');
      await page.getByRole('menuitem', { name: 'Pause' }).press('Enter');
      await focusIsOn('BUTTON More about Acme iOS');
      await press(button('Sync once', account()), 'H2 Acme iOS');
      await press(button('Resume', account()), 'H2 Acme iOS');
    });

    it('to the account, where it is being disconnected, and stays there when that is done', async () => {
      await button('More about Acme iOS').press('Enter');
      await page.getByRole('menuitem', { name: 'Disconnect…' }).press('Enter');
      await button('Disconnect', page.getByRole('alertdialog')).press('Enter');
      const gone = page.getByRole('list', { name: 'Disconnected accounts' });
      await gone.getByText(/Access deleted/).waitFor({ timeout: 60_000 });
      await focusIsOn('H3 Acme iOS');
    });
  });

  describe('on the dashboard', () => {
    const today = utcDay(new Date());
    let tenant: Tenant;
    let accountId: string;
    before(async () => {
      tenant = await installed('Emca');
      const rows = Rows.over(stack.api.owner.pool);
      const make = (revenuecat_project_name: string) =>
        makeAccount(stack.api, tenant.id, { ...wellColumns(), revenuecat_project_name });
      [accountId] = [await make('Emca iOS'), await make('Emca Android')];
      await rows.run(tenant.id, accountId, today);
      const daily = { end: addDays(today, -1), metric: 'revenue' } as const;
      await rows.points(tenant.id, accountId, { ...daily, values: ['500', '600'] });
      for (let count = 1; count <= 12; count += 1) {
        const product = `prod_${count}`;
        await rows.points(tenant.id, accountId, { ...daily, product, values: ['1', String(90 - count)] });
        await rows.product(tenant.id, accountId, product, `Product ${count}`);
      }
      await page.goto(`/projects/${tenant.id}/revenue?metric=revenue_30d`);
    });

    it('to the heading of the chart, where a range or the filter of one product is taken off', async () => {
      const heading = 'H2 Revenue';
      await press(button('Show all', page.getByRole('figure')), heading);
      await button('Product 3').press('Enter');
      await press(button('Product 3: show all products'), heading);
    });

    it('into the panel, where it stays open, and back to its button', async () => {
      const [from, to] = [addDays(today, -9), addDays(today, -1)];
      await button(/^\d.* – \d/).press('Enter');
      const panel = page.getByRole('dialog', { name: 'Custom range' });
      await panel.getByLabel('From').fill(from);
      await panel.getByLabel('To', { exact: true }).fill(to);
      await press(button('Show', panel), 'DIV Custom range');
      await page.keyboard.press('Escape');
      await focusIsOn(`BUTTON ${formatDay(from)} – ${formatDay(to)}`);
      await button('All accounts (2)').press('Enter');
      await button('Only Emca iOS').press('Enter');
      await press(button('All connected accounts'), 'DIV Accounts to count');
      await page.keyboard.press('Escape');
      await focusIsOn('BUTTON All accounts (2)');
    });

    it('to the first of the rows that it has brought, or to their heading where it stood beside that', async () => {
      await press(button('All 12 products'), 'TR Product 11');
      const { token } = (
        await stack.api.call('GET', tenant.at('/revenue-layer/webhook-token'), { key: tenant.writeKey })
      ).body;
      for (let count = 1; count <= 51; count += 1) {
        const { status } = await deliver(stack.api, { token }, bodyOf(renewal()), { account: accountId });
        assert.equal(status, 200);
      }
      await press(button('51 new events'), 'H2 Live events US$, at event time');
      await page.reload();
      await press(button('Older'), 'LI Renewal');
    });
  });
});
