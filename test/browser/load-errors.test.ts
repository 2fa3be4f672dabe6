import assert from 'node:assert/strict';

import type { Browser, Locator, Page } from 'playwright-core';

import { addDays, utcDay } from '../../api/revenue/days.js';
import { makeAccount } from '../api/support/account-rows.js';
import type { ApiUnderTest } from '../api/support/api-under-test.js';
import type { Tenant } from '../api/support/tenant.js';
import { Rows } from '../revenue/rows.js';
import { wellColumns } from './support/account-states.js';
import { launchChromium } from './support/chromium.js';
import { signInByKey, startPagesApi } from './support/pages-stack.js';
import { Visitor } from './support/visitor.js';

/** How an answer can fail to come, and what the page calls that. */
const FAILURES = [
  { how: 'answers 500', status: 500, title: 'Something went wrong on our side' },
  { how: 'answers 503', status: 503, title: 'Our database does not answer' },
  { how: 'cannot be reached', status: null, title: 'The server cannot be reached' },
] as const;
type Failure = (typeof FAILURES)[number];

/** Each part of a page by itself: what is not there is said in its place, and what is there stays. */
describe('A part of a page that cannot be loaded', function () {
  this.timeout(120_000);
  let api: ApiUnderTest;
  let browser: Browser;
  let tenant: Tenant;
  let visitor: Visitor;
  let page: Page;

  before(async () => {
    [api, browser] = await Promise.all([startPagesApi(), launchChromium()]);
    const rows = Rows.over(api.owner.pool);
    tenant = await api.tenant('Acme');
    await api.call('PUT', tenant.at('/revenue-layer'), { key: tenant.writeKey });
    const id = await account('Acme iOS', {});
    const end = addDays(today, -1);
    const values = Array.from({ length: 40 }, (_, day) => String(100 + day));
    await rows.points(tenant.id, id, { metric: 'mrr', end, values });
    await account('Ending', { status: 'disconnecting' });
    await account('Gone', {
      ...{ status: 'disconnected', disconnected_at: new Date(), credential_id: null },
      receipt: {
        credential_deleted: true,
        webhook_removed: 'removed',
        kept: { events: 2, metric_points: 7 },
      },
    });
  });
  beforeEach(async () => {
    visitor = await Visitor.arrive(browser, api.url);
    ({ page } = visitor);
    await signInByKey(page, tenant.writeKey);
  });
  afterEach(() => visitor.context.close());
  after(async () => {
    await browser?.close();
    await api?.stop();
  });

  const today = utcDay(new Date());
  const account = (name: string, columns: Parameters<typeof makeAccount>[2]) =>
    makeAccount(api, tenant.id, { ...wellColumns(), revenuecat_project_name: name, ...columns });
  const region = (name: RegExp | string) => page.getByRole('region', { name });
  const article = (name: string) => page.getByRole('article', { name, exact: true });

  async function fail(pattern: RegExp, { status, title }: Failure): Promise<void> {
    visitor.provoked.push(pattern);
    await page.route(pattern, (route) =>
      status === null
        ? route.abort('connectionrefused')
        : route.fulfill({
            status,
            contentType: 'application/problem+json',
            body: JSON.stringify({ type: '/problems/internal-error', title, status }),
          }),
    );
  }

  /** The sentence and its button, nothing that would be no cure; once the API answers, the button brings what was missing. */
  async function saysAndRetries(
    sentence: string,
    { pattern, failure, within, comes }: Expected,
  ): Promise<void> {
    await within.getByText(sentence).waitFor();
    assert.equal(await page.getByRole('button', { name: /Reconnect/ }).count(), 0);
    await visitor.inspect(sentence);
    await page.unroute(pattern);
    const banner = within.getByText(sentence).locator('..');
    await banner.getByRole('button', { name: 'Retry' }).click();
    await comes().waitFor();
    await within.getByText(sentence).waitFor({ state: 'detached' });
    if (failure.status === null) {
      await page.getByText(/Cannot reach the server/).waitFor({ state: 'detached' });
    }
  }

  interface Expected {
    readonly pattern: RegExp;
    readonly failure: Failure;
    readonly within: Locator;
    readonly comes: () => Locator;
  }

  interface Part {
    readonly what: string;
    readonly path: string;
    readonly pattern: RegExp;
    readonly sentence: (title: string) => string;
    readonly within: () => Locator;
    /** What the answer brings. */
    readonly comes: () => Locator;
    /** What does not need it. */
    readonly stands: () => Locator;
    /** What has to be opened first. */
    readonly open?: () => Locator;
  }
  const loaded = (what: string) => (title: string) => `${what} could not be loaded (${title}).`;
  const main = () => page.getByRole('main');
  const tile = () => page.locator('[data-metric="mrr"] [data-value]');
  const chart = () => page.locator('figure svg.recharts-surface');

  const PARTS: readonly Part[] = [
    {
      what: 'the dashboard’s accounts',
      ...{ path: '/revenue', pattern: /\/revenue-layer$/, sentence: loaded('Revenue') },
      ...{
        within: main,
        comes: chart,
        stands: () => page.getByRole('heading', { name: 'Revenue', level: 1 }),
      },
    },
    {
      what: 'the fourteen numbers',
      ...{ path: '/revenue', pattern: /\/revenue\/summary/, sentence: loaded('The numbers') },
      ...{ within: main, comes: tile, stands: chart },
    },
    {
      what: 'the chart',
      ...{ path: '/revenue', pattern: /\/revenue\/series/, sentence: loaded('MRR') },
      ...{ within: () => region('MRR'), comes: chart, stands: tile },
    },
    {
      what: 'the period before',
      ...{
        path: '/revenue?compare=true&range=7d',
        pattern: new RegExp(`/series.*&to=${addDays(today, -7)}`),
        sentence: loaded('The period before'),
      },
      ...{
        within: () => region('MRR'),
        comes: () => page.getByRole('figure').getByText('period before', { exact: true }),
        stands: chart,
      },
    },
    {
      what: 'the products',
      ...{ path: '/revenue', pattern: /\/revenue\/products/, sentence: loaded('Products') },
      ...{ within: () => region(/^Products/), comes: () => page.getByText(/^No product yet/), stands: chart },
    },
    {
      what: 'the events',
      ...{ path: '/revenue', pattern: /\/revenue\/events\?/, sentence: loaded('Events') },
      ...{ within: () => region(/^Live/), comes: () => page.getByText(/^No events yet/), stands: chart },
    },
    {
      what: 'the settings',
      ...{ path: '/settings', pattern: /\/revenue-layer$/ },
      sentence: (title) => `Settings could not be loaded (${title}). Your accounts are not affected.`,
      within: main,
      ...{ comes: () => article('Acme iOS'), stands: () => page.getByRole('heading', { name: 'Settings' }) },
    },
    {
      what: 'an attempt to connect',
      ...{ path: '/settings?connection=con_none', pattern: /\/connections\// },
      ...{ sentence: loaded('The attempt to connect'), within: main },
      ...{
        comes: () => page.getByText('This attempt to connect is not known.'),
        stands: () => article('Ending'),
      },
    },
    {
      what: 'what a disconnect has left to do',
      ...{ path: '/settings', pattern: /\/receipt$/, sentence: loaded('What is left to do') },
      ...{ within: () => article('Ending'), comes: () => page.getByText('Deliveries refused') },
      stands: () => article('Acme iOS'),
    },
    {
      what: 'a receipt',
      ...{ path: '/settings', pattern: /\/receipt$/, sentence: loaded('The receipt') },
      within: () => page.getByRole('list', { name: 'Disconnected accounts' }),
      ...{ comes: () => page.getByText(/Access deleted/), stands: () => article('Acme iOS') },
    },
    ...(
      [
        ['the timeline', 'Timeline', /\/timeline/, 'The timeline', /^Nothing yet/],
        ['the runs', 'Syncs', /\/syncs\?limit=10/, 'The runs', /^No run yet/],
      ] as const
    ).map(([what, summary, pattern, name, empty]): Part => {
      const card = () => article('Acme iOS');
      return {
        ...{ what, path: '/settings', pattern, sentence: loaded(name) },
        ...{ within: card, comes: () => card().getByText(empty), stands: () => article('Ending') },
        open: () => card().getByText(summary, { exact: true }),
      };
    }),
    ...(
      [
        ['the refusals', /^Refused in 24 h/, /\/refusals/, 'Refusals', /^No delivery was refused/],
        ['the unrouted events', /^Unrouted/, /routing=unrouted/, 'Unrouted events', /^Every event belongs/],
      ] as const
    ).map(([what, summary, pattern, name, empty]): Part => {
      const card = () => region('Webhook');
      return {
        ...{ what, path: '/settings', pattern, sentence: loaded(name) },
        ...{ within: card, comes: () => card().getByText(empty), stands: () => article('Acme iOS') },
        open: () => card().getByText(summary),
      };
    }),
  ];

  for (const [number, part] of PARTS.entries()) {
    // Every part, and every way to fail: each part by one of the ways.
    const failure = FAILURES[number % FAILURES.length] ?? FAILURES[0];
    it(`says so of ${part.what} where the API ${failure.how}, and tries again when asked to`, async () => {
      await fail(part.pattern, failure);
      await page.goto(`/projects/${tenant.id}${part.path}`);
      await part.open?.().click();
      await part.stands().waitFor();
      const { pattern, comes } = part;
      await saysAndRetries(part.sentence(failure.title), { pattern, failure, within: part.within(), comes });
      await part.stands().waitFor();
      visitor.assertNoComplaint(part.what);
    });
  }

  for (const failure of FAILURES) {
    it(`says so of a whole page whose project the API ${failure.how}, and tries again when asked to`, async () => {
      const pattern = new RegExp(`/api/projects/${tenant.id}$`);
      await fail(pattern, failure);
      await page.goto(`/projects/${tenant.id}/settings`);
      await saysAndRetries(`The page could not be loaded (${failure.title}).`, {
        ...{ pattern, failure, within: main() },
        comes: () => article('Acme iOS'),
      });
    });
  }
});
