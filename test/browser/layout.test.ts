import assert from 'node:assert/strict';

import type { Browser, Page } from 'playwright-core';

import { addDays, addMonths, monthOf, utcDay } from '../../api/revenue/days.js';
import { newId } from '../../clients/ids.js';
import { makeAccount } from '../api/support/account-rows.js';
import type { ApiUnderTest } from '../api/support/api-under-test.js';
import type { Tenant } from '../api/support/tenant.js';
import { bodyOf, deliver, renewal } from '../ingest/deliver.js';
import { Rows } from '../revenue/rows.js';
import { OTHERWISE, UNHEALTHY, wellColumns } from './support/account-states.js';
import { launchChromium } from './support/chromium.js';
import { HeldAnswers } from './support/held-answers.js';
import { inPage } from './support/in-page.js';
import { layoutShifts, shiftedInAll, watchLayoutShifts } from './support/layout-shifts.js';
import { signInByKey, startPagesApi } from './support/pages-stack.js';
import { DESKTOP, PHONE, Visitor } from './support/visitor.js';

/** What Core Web Vitals call good. */
const GOOD = 0.1;
const PAINTED = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))';

const [LAYER, SUMMARY, SERIES, PRODUCTS, STREAM, EVENTS, SYNCS, RECEIPT, CONNECTION] = [
  /\/revenue-layer$/,
  /\/revenue\/summary/,
  /\/revenue\/series/,
  /\/revenue\/products/,
  /\/events\/stream/,
  /\/revenue\/events/,
  /\/syncs/,
  /\/receipt$/,
  /\/connections\//,
];

const DAILY = ['mrr', 'active_subscriptions', 'active_trials', 'revenue', 'new_subscribers'];
const MONTHLY = [
  'churn_rate',
  'trial_conversion_rate',
  'conversion_to_paying_rate',
  'refund_rate',
  'ltv_per_customer',
  'ltv_per_paying_customer',
];
const MONEY = ['mrr', 'revenue', 'ltv_per_customer', 'ltv_per_paying_customer'];

/** The groups of tiles, the chart, what is beneath. */
const PLACES = '[data-group], main section:not([data-group])';

/** The answers come late and one after the other, and what stands on the screen stays where it is. */
describe('A page that is still being loaded', function () {
  this.timeout(120_000);
  let api: ApiUnderTest;
  let browser: Browser;
  let rows: Rows;
  let tenant: Tenant;
  let visitor: Visitor;
  let page: Page;
  let held: HeldAnswers;

  before(async () => {
    [api, browser] = await Promise.all([startPagesApi(), launchChromium()]);
    rows = Rows.over(api.owner.pool);
    tenant = await api.tenant('Acme');
    await api.call('PUT', tenant.at('/revenue-layer'), { key: tenant.writeKey });
    const states = [...UNHEALTHY.slice(0, 1), ...OTHERWISE.filter(({ name }) => name === 'First sync')];
    for (const [name, columns] of [
      ['Acme iOS', {}],
      ['Acme Android', {}],
      ...states.map((state) => [state.name, state.columns] as const),
    ] as const) {
      const id = await account(name, columns);
      if (name.startsWith('Acme')) await numbers(id);
    }
    await account('Gone', {
      ...{ status: 'disconnected', disconnected_at: new Date(), credential_id: null },
      receipt: {
        credential_deleted: true,
        webhook_removed: 'removed',
        kept: { events: 2, metric_points: 7 },
      },
    });
  });
  afterEach(() => visitor?.context.close());
  after(async () => {
    await browser?.close();
    await api?.stop();
  });

  const account = (name: string, columns: Parameters<typeof makeAccount>[2]) =>
    makeAccount(api, tenant.id, { ...wellColumns(), revenuecat_project_name: name, ...columns });

  /** A hundred days and twelve months of everything, products and events. */
  async function numbers(id: string): Promise<void> {
    const today = utcDay(new Date());
    const run = (count: number) => Array.from({ length: count }, (_, index) => String(1_000 + index));
    const currencyOf = (metric: string) => (MONEY.includes(metric) ? 'USD' : '');
    for (const metric of DAILY) {
      const end = addDays(today, -1);
      await rows.points(tenant.id, id, { metric, end, values: run(100), currency: currencyOf(metric) });
    }
    for (const metric of MONTHLY) {
      const end = addMonths(monthOf(today), -1);
      const values = run(12).map((value) => String(Number(value) / 100));
      await rows.points(tenant.id, id, {
        ...{ metric, end, values, resolution: 'month', currency: currencyOf(metric) },
        parts: values.map(() => ({ numerator: '10', denominator: '100' })),
      });
    }
    await rows.run(tenant.id, id, today);
    for (const product of ['monthly', 'yearly', 'lifetime']) {
      await rows.product(tenant.id, id, product, `Acme Pro ${product}`);
      await rows.points(tenant.id, id, {
        ...{ metric: 'revenue', end: addDays(today, -1), values: run(30), product },
      });
    }
    const { token } = (
      await api.call('GET', tenant.at('/revenue-layer/webhook-token'), { key: tenant.writeKey })
    ).body;
    for (const event of ['one', 'two', 'three']) {
      await deliver(api, { token }, bodyOf(renewal({ id: `${id}-${event}` })), { account: id });
    }
  }

  async function open(path: string, size: typeof PHONE, late: readonly RegExp[]): Promise<void> {
    visitor = await Visitor.arrive(browser, api.url, { viewport: size });
    ({ page } = visitor);
    await signInByKey(page, tenant.writeKey);
    await watchLayoutShifts(page);
    held = await HeldAnswers.of(page, late);
    await page.goto(`/projects/${tenant.id}${path}`);
  }

  /** Lets the answers go, and waits for what they bring. */
  async function comes(pattern: RegExp, what: () => Promise<unknown>): Promise<void> {
    await inPage(page, PAINTED);
    held.release(pattern);
    await what();
    await inPage(page, PAINTED);
  }

  /** How far each of these stands from the top of the page. */
  const tops = (selector: string) =>
    inPage<number[]>(
      page,
      `[...document.querySelectorAll('${selector}')].map((one) => Math.round(one.getBoundingClientRect().top + scrollY))`,
    );

  async function assertStill(): Promise<void> {
    const shifts = await layoutShifts(page);
    const score = shiftedInAll(shifts);
    assert.ok(score <= GOOD, `${score.toFixed(3)}\n${JSON.stringify(shifts, null, 1)}`);
    visitor.assertNoComplaint('a page that is being loaded');
  }

  const tile = () => page.locator('[data-metric="mrr"] [data-value]');
  const chart = () => page.locator('figure svg.recharts-surface');
  const region = (name: RegExp) => page.getByRole('region', { name });

  for (const [name, size] of [
    ['a window of 1280 px', DESKTOP],
    ['a phone', PHONE],
  ] as const) {
    it(`shows the dashboard on ${name} part after part, and moves nothing`, async () => {
      await open('/revenue', size, [LAYER, SUMMARY, SERIES, PRODUCTS, STREAM, EVENTS, SYNCS]);
      await page.getByRole('heading', { name: 'Revenue', level: 1 }).waitFor();
      const heading = 'document.querySelector("h1").parentElement.offsetHeight';
      const before = await inPage<number>(page, heading);
      await comes(LAYER, () => page.getByRole('button', { name: 'All accounts (4)' }).waitFor());
      assert.equal(await inPage<number>(page, heading), before);
      const awaited = await tops(PLACES);
      await comes(SYNCS, () => page.getByText(/First sync of First sync: about to begin/).waitFor());
      await comes(SUMMARY, () => tile().waitFor());
      await comes(SERIES, () => chart().waitFor());
      // Also what is not in the window yet, and what takes the place of something grey.
      assert.deepEqual(await tops(PLACES), awaited);
      await comes(PRODUCTS, () =>
        region(/^Products/)
          .getByRole('table')
          .waitFor(),
      );
      held.release(STREAM);
      await comes(EVENTS, () =>
        region(/^Live events/)
          .getByRole('listitem')
          .first()
          .waitFor(),
      );
      await assertStill();
    });

    it(`shows the dashboard on ${name} with the numbers before the accounts, and moves nothing`, async () => {
      await open('/revenue', size, [LAYER, SUMMARY, SERIES]);
      await page.getByRole('heading', { name: 'Revenue', level: 1 }).waitFor();
      held.release(SUMMARY);
      await comes(LAYER, () => tile().waitFor());
      await comes(SERIES, () => chart().waitFor());
      await assertStill();
    });

    it(`shows the settings on ${name} part after part, and moves nothing`, async () => {
      await open('/settings', size, [LAYER, SYNCS, RECEIPT]);
      await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
      await comes(LAYER, () => page.getByRole('article', { name: 'Acme iOS' }).waitFor());
      await comes(SYNCS, () => page.getByText(/First sync: about to begin/).waitFor());
      await comes(RECEIPT, () => page.getByText(/Access deleted/).waitFor());
      await assertStill();
    });

    it(`shows on ${name} what became of an attempt, and moves nothing`, async () => {
      const id = newId('connection');
      await api.owner.prisma.connections.create({
        data: {
          ...{ project_id: tenant.id, id, method: 'oauth', credential_id: newId('credential') },
          ...{ status: 'awaiting_choice', expires_at: new Date(Date.now() + 600_000) },
          revenuecat_projects: ['Web', 'Desktop', 'TV'].map((title) => {
            return { id: `proj_${title}`, name: title, created_at: 0 };
          }),
        },
      });
      await open(`/settings?connection=${id}`, size, [LAYER, CONNECTION]);
      await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
      held.release(LAYER);
      await comes(CONNECTION, () => region(/Which RevenueCat project/).waitFor());
      await page.getByRole('article', { name: 'Acme iOS' }).waitFor();
      await assertStill();
    });
  }
});
