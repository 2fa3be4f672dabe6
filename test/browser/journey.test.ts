import assert from 'node:assert/strict';

import type { Browser, Locator, Page } from 'playwright-core';

import { demoDevelopers } from '../../simulator/demo.js';
import { eventually } from '../support/eventually.js';
import { launchChromium } from './support/chromium.js';
import { inPage } from './support/in-page.js';
import { oneTimeLink, type PagesStack, startPagesStack } from './support/pages-stack.js';
import { Visitor } from './support/visitor.js';

interface Summary {
  readonly tiles: readonly { readonly metric: string; readonly value: string | number | null }[];
}
interface Layer {
  readonly accounts: readonly {
    readonly id: string;
    readonly revenuecat_project: { readonly id: string; readonly name: string };
  }[];
}

/** Digits and decimal point of a shown number: `$48,210` is 48210. */
const numberIn = (text: string): number => Number(text.replace('−', '-').replace(/[^0-9.-]/g, ''));

/** The whole road of an owner in a real browser. Each step builds on the one before. */
describe("An owner's journey through the pages", function () {
  this.timeout(120_000);
  let stack: PagesStack;
  let browser: Browser;
  let owner: Visitor;
  let page: Page;
  let projectId: string;
  const secrets: string[] = [];

  before(async () => {
    [stack, browser] = await Promise.all([startPagesStack(), launchChromium()]);
    owner = await Visitor.arrive(browser, stack.api.url);
    page = owner.page;
    page.setDefaultTimeout(20_000);
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const button = (name: string | RegExp, within: Page | Locator = page) =>
    within.getByRole('button', { name });
  const account = (name: string) => page.getByRole('article', { name, exact: true });
  const dashboard = () => page.goto(`/projects/${projectId}/revenue`);
  const settings = () => page.goto(`/projects/${projectId}/settings`);
  const api = async <T>(path: string): Promise<T> => {
    const reply = await stack.api.call('GET', `/api/projects/${projectId}${path}`, {
      key: stack.api.adminKey,
    });
    return JSON.parse(reply.text) as T;
  };
  const tile = (metric: string) => page.locator(`[data-metric="${metric}"]`);

  /** What the person does at RevenueCat. */
  async function approve(decision: 'Approve' | 'Deny' = 'Approve'): Promise<void> {
    await page.waitForURL(/oauth2\/authorize/);
    await page.getByLabel('Signed in as').selectOption(demoDevelopers.dana);
    await button(decision).click();
    await page.waitForURL(/\/settings\?connection=/);
  }

  async function connect(name: string): Promise<void> {
    await button('Connect RevenueCat').click();
    await page.getByLabel(/Register the webhook for me/).check();
    await button('Continue to RevenueCat').click();
    await approve();
    await page.getByRole('radio', { name: new RegExp(name) }).check();
    await button(`Connect ${name}`).click();
    await page.getByText(`${name} is connected.`).waitFor();
  }

  async function healthy(name: string): Promise<void> {
    await account(name).getByText('Healthy').waitFor({ timeout: 60_000 });
  }

  it('signs in with a one-time link, which leaves no token in the address bar', async () => {
    const link = await oneTimeLink(stack.api);
    secrets.push(link.token);
    await page.goto(link.url);
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    assert.ok(!page.url().includes('token'), page.url());
    await owner.inspect('no project');
  });

  it('is told when a link was used before, and can sign in with a key', async () => {
    const link = await oneTimeLink(stack.api);
    const other = await Visitor.arrive(browser, stack.api.url);
    await other.page.goto(link.url);
    await other.page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    const late = await Visitor.arrive(browser, stack.api.url);
    // Opened where the page already stands: nothing is loaded anew.
    await late.page.goto('/sign-in');
    await late.page.getByLabel('API key').waitFor();
    await late.page.goto(link.url);
    await late.page.getByText('This link was already used').waitFor();
    await late.inspect('sign-in');
    await late.page.getByLabel('API key').fill(stack.api.adminKey);
    await button('Sign in', late.page).click();
    await late.page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    await Promise.all([other.context.close(), late.context.close()]);
  });

  it('makes a project and installs Revenue, told before what that does', async () => {
    await button('Create project').click();
    await owner.inspect('create a project');
    await page.getByLabel('Name').fill('Acme, the long-named maker of subscription apps');
    await button('Create project', page.getByRole('dialog')).click();
    await page.getByText('Revenue is not installed on this project.').waitFor();
    projectId = /projects\/([^/]+)/.exec(page.url())?.[1] ?? '';
    await owner.inspect('not installed');
    await button('Install Revenue').click();
    await page.getByText('No RevenueCat project connected yet.').waitFor();
    await owner.inspect('no account');
  });

  it('finds on an empty dashboard what is missing, and the way to it', async () => {
    await dashboard();
    await page.getByText('Numbers appear here after the first sync.').waitFor();
    await owner.inspect('empty dashboard');
    await page.getByRole('link', { name: 'Connect RevenueCat' }).click();
    await page.getByText('You approve the access at RevenueCat').waitFor();
  });

  it('declines access at RevenueCat, and nothing was stored', async () => {
    await button('Connect RevenueCat').click();
    await page.getByText('We will read: projects, apps, products, overview, charts.').waitFor();
    await owner.inspect('before consent');
    await button('Continue to RevenueCat').click();
    await approve('Deny');
    await page.getByText('You declined access at RevenueCat. Nothing was stored.').waitFor();
    await owner.inspect('consent denied');
    await button('Dismiss').click();
  });

  it('connects a RevenueCat project by consent and sees its first sync end healthy', async () => {
    await connect('Acme iOS');
    await owner.inspect('first sync');
    await healthy('Acme iOS');
    await owner.inspect('healthy');
  });

  it('connects a second one; the first cannot be chosen again', async () => {
    await button('Connect RevenueCat').click();
    await button('Continue to RevenueCat').click();
    await approve();
    await page.getByRole('heading', { name: 'Which RevenueCat project?' }).waitFor();
    assert.ok(await page.getByRole('radio', { name: /Acme iOS.*already connected/ }).isDisabled());
    await owner.inspect('choice');
    await page.getByRole('radio', { name: /Acme Android/ }).check();
    await button('Connect Acme Android').click();
    await healthy('Acme Android');
  });

  it('sees on the dashboard the numbers of the API, in all fourteen tiles', async () => {
    await dashboard();
    await tile('mrr').waitFor();
    const { tiles } = await api<Summary>('/revenue/summary');
    assert.equal(tiles.length, 14);
    for (const { metric, value } of tiles) {
      const shown = await tile(metric).locator('[data-value]').innerText();
      assert.ok(value !== null, metric);
      // Tiles leave the cents of large sums out, and round rates.
      const slack = Math.abs(Number(value)) >= 1000 ? 0.5 : 0.05;
      assert.ok(
        Math.abs(numberIn(shown) - Number(value)) <= slack + 1e-9,
        `${metric}: ${shown} for ${value}`,
      );
    }
    await page.getByRole('figure').locator('svg').first().waitFor();
    await owner.inspect('dashboard');
  });

  it('chooses accounts, and the link shows the same to whoever opens it', async () => {
    const { accounts } = await api<Layer>('/revenue-layer');
    const ios = accounts.find(({ revenuecat_project: { name } }) => name === 'Acme iOS');
    await button('All accounts (2)').click();
    await owner.inspect('account picker');
    await page.getByRole('checkbox', { name: 'Acme Android' }).uncheck();
    await page.waitForURL((url) => url.searchParams.get('accounts') === ios?.id);
    await page.keyboard.press('Escape');
    await page.reload();
    await button('Acme iOS').waitFor();
    const { tiles } = await api<Summary>(`/revenue/summary?accounts=${ios?.id}`);
    const mrr = tiles.find(({ metric }) => metric === 'mrr');
    const shown = await tile('mrr').locator('[data-value]').innerText();
    assert.ok(Math.abs(numberIn(shown) - Number(mrr?.value)) <= 0.5, shown);
    await button('Acme iOS').click();
    await button('All connected accounts').click();
    await page.keyboard.press('Escape');
    await button('All accounts (2)').waitFor();
  });

  it('draws another metric and range, beside the period before and by account; a reload keeps it', async () => {
    await tile('revenue_30d').getByRole('button').first().click();
    await page.getByRole('heading', { name: 'Revenue', level: 2 }).waitFor();
    await page.getByRole('radio', { name: '28 d' }).check();
    await page.getByRole('checkbox', { name: 'Compare' }).check();
    await page.getByRole('checkbox', { name: 'By account' }).check();
    const wanted = { metric: 'revenue_30d', range: '28d', compare: 'true', split: 'true' };
    await page.waitForURL((url) => {
      const found = Object.fromEntries(url.searchParams);
      return Object.entries(wanted).every(([name, value]) => found[name] === value);
    });
    await page.reload();
    const chart = page.getByRole('figure');
    await chart.getByText('Acme iOS').first().waitFor();
    await chart.getByText('Acme Android').first().waitFor();
    await chart.getByText('period before').first().waitFor();
    await owner.inspect('split and compared chart');
  });

  it('reads the same chart as a table', async () => {
    await page.getByRole('radio', { name: 'Table' }).check();
    const rows = page.getByRole('figure').getByRole('row');
    await eventually(async () => assert.ok((await rows.count()) >= 28));
    await owner.inspect('table view');
    await page.getByRole('radio', { name: 'Chart' }).check();
  });

  it('steps through the chart by arrow keys and is told each day', async () => {
    // A pointer that rests on the chart says which day is told.
    await page.mouse.move(0, 0);
    await page.getByRole('figure').getByRole('application').focus();
    const told = page.getByRole('figure').getByRole('status');
    /** The chart takes keys once it has measured itself; pressed again, as a person would. */
    const step = (key: string, before: string) =>
      eventually(
        async () => {
          await page.keyboard.press(key);
          const text = await told.innerText();
          assert.match(text, /\d{1,2} [A-Z][a-z]{2} \d{4}/);
          assert.notEqual(text, before);
          return text;
        },
        { within: '20s', every: '250ms' },
      );
    const first = await step('ArrowRight', '');
    await step('ArrowLeft', first);
  });

  it('opens the series of a product from its row', async () => {
    const products = page.getByRole('region', { name: /Products/ });
    const first = products.getByRole('rowheader').first().getByRole('button');
    await first.click();
    await page.waitForURL((url) => url.searchParams.has('product'));
    await page.getByRole('figure').waitFor();
    await owner.inspect('product series');
    await dashboard();
  });

  it('is shown a live event only when asked for, and nothing moves before', async () => {
    const events = page.getByRole('region', { name: /Live events/ });
    await events.getByText('No events yet.').waitFor();
    const { accounts } = await api<Layer>('/revenue-layer');
    const id = accounts.find(({ revenuecat_project: { name } }) => name === 'Acme iOS')?.revenuecat_project
      .id;
    await eventually(
      async () => {
        await stack.revenuecat.ask('POST', `/projects/${id}/live-events`, { kind: 'direct' });
        assert.ok(await button(/new event/, events).isVisible());
      },
      { within: '30s', every: '1s' },
    );
    assert.equal(await events.getByRole('listitem').count(), 0);
    await owner.inspect('events wait');
    await button(/new event/, events).click();
    await events.getByRole('listitem').getByText('First purchase').first().waitFor();
    await owner.inspect('events shown');
  });

  it('reads that RevenueCat withdrew the access, with reconnecting as the one act, and reconnects', async () => {
    await stack.revenuecat.ask('DELETE', `/developers/${demoDevelopers.dana}/grants`);
    await settings();
    const ios = account('Acme iOS');
    await button('Sync now', ios).click();
    await ios.getByText('Action needed').waitFor({ timeout: 60_000 });
    await ios.getByText(/withdrawn our access to Acme iOS|Our access to Acme iOS ended/).waitFor();
    await ios.getByText(/Numbers stand still since/).waitFor();
    await owner.inspect('access withdrawn');
    await button('Reconnect', ios).click();
    await button('Continue to RevenueCat').click();
    await approve();
    await healthy('Acme iOS');
    assert.equal(await page.getByText(/withdrawn our access to Acme iOS/).count(), 0);
  });

  it('pauses an account and resumes it', async () => {
    const ios = account('Acme iOS');
    await button('More about Acme iOS', ios).click();
    await owner.inspect('account menu');
    await page.getByRole('menuitem', { name: 'Pause' }).click();
    await ios.getByText(/^Paused since/).waitFor();
    await owner.inspect('paused');
    await button('Resume', ios).click();
    await ios.getByText('Healthy').waitFor();
  });

  it('shows the webhook token on demand, hides it again and stores it nowhere', async () => {
    const webhook = page.getByRole('region', { name: 'Webhook' });
    await button('Show', webhook).click();
    const shown = await webhook.getByText(/^Bearer \S{20,}/).innerText();
    const token = shown.replace('Bearer ', '');
    secrets.push(token);
    assert.equal(
      await inPage(page, `JSON.stringify({ ...localStorage, ...sessionStorage }).includes('${token}')`),
      false,
    );
    await button('Hide', webhook).click();
    assert.ok(!(await page.content()).includes(token));
  });

  it('is asked before disconnecting, with what goes and what stays; Esc keeps it and the focus', async () => {
    const android = account('Acme Android');
    await button('More about Acme Android', android).click();
    await page.getByRole('menuitem', { name: 'Disconnect…' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Disconnect Acme Android?' });
    await dialog.getByText(/numbers and .* events?, visible, labelled Disconnected/).waitFor();
    assert.equal(await inPage(page, 'document.activeElement.textContent'), 'Keep connected');
    await owner.inspect('disconnect?');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await inPage(page, 'document.activeElement.ariaLabel'), 'More about Acme Android');
  });

  it('disconnects and reads the receipt, which stays after a reload', async () => {
    await button('More about Acme Android', account('Acme Android')).click();
    await page.getByRole('menuitem', { name: 'Disconnect…' }).click();
    await button('Disconnect', page.getByRole('alertdialog')).click();
    const gone = page.getByRole('list', { name: 'Disconnected accounts' });
    await gone.getByText(/Access deleted/).waitFor({ timeout: 60_000 });
    await page.reload();
    await gone.getByText(/RevenueCat gives us no way to withdraw the approval itself/).waitFor();
    await owner.inspect('receipt');
  });

  it("lists all accounts for operators, without anybody's money", async () => {
    await page.goto('/accounts');
    await page.getByRole('row', { name: /Acme iOS/ }).waitFor();
    assert.ok(!/[$€]\d/.test(await page.getByRole('main').innerText()));
    await owner.inspect('operators’ list');
    await button('Acme iOS').click();
    await page.getByRole('dialog', { name: 'Acme iOS' }).getByText('Complete').first().waitFor();
    await owner.inspect('operators’ details');
  });

  it('has left no secret in pages, addresses or browser storage', async () => {
    secrets.push(...(await stack.revenuecat.secrets()), stack.api.adminKey);
    const looked = secrets.filter((secret) => secret.length >= 12);
    assert.ok(looked.length > 5, `${looked.length} secrets`);
    const leaked = looked.filter((secret) => owner.seen.some((text) => text.includes(secret)));
    assert.equal(leaked.length, 0, `${leaked.length} secrets were in pages or addresses`);
    assert.ok(
      owner.seen.some((text) => text.includes(projectId)),
      'the search finds what is there',
    );
    owner.assertNoComplaint('the whole journey');
  });
});
