import assert from 'node:assert/strict';

import type { Browser } from 'playwright-core';

import { makeAccount } from '../api/support/account-rows.js';
import { type ApiUnderTest } from '../api/support/api-under-test.js';
import type { Tenant } from '../api/support/tenant.js';
import { eventually } from '../support/eventually.js';
import {
  type AccountState,
  makeAccounts,
  OTHERWISE,
  UNHEALTHY,
  WARNED,
  wellColumns,
} from './support/account-states.js';
import { launchChromium } from './support/chromium.js';
import { inPage } from './support/in-page.js';
import { signInByKey, startPagesApi } from './support/pages-stack.js';
import { PHONE, Visitor } from './support/visitor.js';

/** Acts that stand on every card, beside the one that belongs to the state. */
const ALWAYS = /^(Copy RevenueCat project id|More about .*|Sync now)$/;

describe('What owners read about an account, and the one thing they can do', function () {
  this.timeout(120_000);
  let api: ApiUnderTest;
  let browser: Browser;
  let tenant: Tenant;
  let visitor: Visitor;
  before(async () => {
    [api, browser] = await Promise.all([startPagesApi(), launchChromium()]);
    tenant = await api.tenant('Acme');
    await api.call('PUT', tenant.at('/revenue-layer'), { key: tenant.writeKey });
    await makeAccounts(api, tenant.id, [...UNHEALTHY, ...WARNED, ...OTHERWISE]);
    visitor = await Visitor.arrive(browser, api.url);
    await signInByKey(visitor.page, tenant.writeKey);
    await visitor.page.goto(`/projects/${tenant.id}/settings`);
    await visitor.page.getByRole('article').first().waitFor();
  });
  after(async () => {
    await browser?.close();
    await api?.stop();
  });

  const card = ({ name }: AccountState) => visitor.page.getByRole('article', { name, exact: true });

  for (const state of [...UNHEALTHY, ...OTHERWISE]) {
    it(`says of "${state.name}" how it stands and offers ${state.act ?? 'nothing'}`, async () => {
      const article = card(state);
      for (const chip of state.chips) await article.getByText(chip, { exact: true }).first().waitFor();
      const words = await article.innerText();
      assert.ok(
        words.split('\n').some((line) => state.sentence.test(line)),
        words,
      );
      const buttons = await article.getByRole('button').all();
      const names = await Promise.all(
        buttons.map(async (one) => (await one.getAttribute('aria-label')) ?? (await one.innerText())),
      );
      const acts = names.filter((name) => !ALWAYS.test(name) || name === state.act);
      const expected = state.act === null ? [] : [state.act];
      assert.deepEqual(
        acts.filter((name) => name !== 'Sync once'),
        expected,
      );
    });
  }

  for (const state of WARNED) {
    it(`warns of "${state.name}" and offers ${state.act ?? 'nothing'}`, async () => {
      const warnings = card(state).getByRole('list', { name: 'Warnings' });
      assert.equal(await warnings.getByRole('listitem').count(), 1);
      assert.match(await warnings.innerText(), state.sentence);
      const acts = await warnings.getByRole('button').allInnerTexts();
      assert.deepEqual(acts, state.act === null ? [] : [state.act]);
    });
  }

  it('never offers to reconnect for trouble on our side', async () => {
    for (const name of ['Misconfigured', 'Silent', 'Odd', 'Our trouble']) {
      const article = visitor.page.getByRole('article', { name, exact: true });
      assert.equal(await article.getByRole('button', { name: /Reconnect/ }).count(), 0, name);
    }
  });

  it('leads from a webhook that brought nothing yet to its address and token', async () => {
    const article = visitor.page.getByRole('article', { name: 'Unverified webhook' });
    await article.getByRole('button', { name: 'Show URL and token' }).click();
    await article.getByText('Register it for me').waitFor();
    await article.getByText(/RevenueCat cannot deliver webhooks here/).waitFor();
  });

  it('warns in sight of everybody that webhooks cannot arrive at an address of this machine', async () => {
    const { page } = visitor;
    const warning = page.getByText(/RevenueCat cannot deliver webhooks here.*PUBLIC_URL/).first();
    await warning.waitFor();
    assert.equal(await warning.locator('xpath=ancestor::article').count(), 0);
  });

  it('asks for the permission that is missed, and for no other that nobody wished for', async () => {
    const { page } = visitor;
    const manage = page.getByRole('dialog').getByRole('checkbox', { name: /Register the webhook for me/ });
    for (const [name, wanted] of [
      ['No webhook permission', true],
      ['Fewer permissions', false],
    ] as const) {
      const article = page.getByRole('article', { name, exact: true });
      await article.getByRole('button', { name: 'Add permission' }).click();
      assert.equal(await manage.isChecked(), wanted, name);
      await page
        .getByRole('dialog')
        .getByText(/RevenueCat cannot deliver webhooks here/)
        .waitFor();
      await page.getByRole('button', { name: 'Cancel' }).click();
    }
  });

  it('says so when the browser refuses to copy', async () => {
    const { page } = visitor;
    await inPage(page, 'navigator.clipboard.writeText = () => Promise.reject(new Error("refused")); 0');
    await page.getByRole('button', { name: 'Copy RevenueCat project id' }).first().click();
    await page.getByText('Could not copy. Select the text instead.').waitFor();
  });

  it('reads out with the question whether to disconnect what that does', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: 'More about Paused', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Disconnect…' }).click();
    const asked = page.getByRole('alertdialog', { name: 'Disconnect Paused?' });
    const id = await asked.getAttribute('aria-describedby');
    assert.match(
      await page.locator(`[id="${id}"]`).innerText(),
      /our access to RevenueCat, every copy of it/,
    );
    await page.getByRole('button', { name: 'Keep connected' }).click();
  });

  it('is readable with assistive technology and on a phone in all these states', async () => {
    await visitor.inspect('accounts in every state');
  });

  it('hides the webhook token again after a minute', async () => {
    const { page } = visitor;
    await page.clock.install();
    await page.reload();
    const webhook = page.getByRole('region', { name: 'Webhook' });
    await webhook.getByRole('button', { name: 'Show' }).click();
    await webhook.getByText(/^Bearer \S{20,}/).waitFor();
    await page.clock.fastForward(61_000);
    await eventually(async () => assert.match(await webhook.innerText(), /Bearer •+/));
    await page.clock.resume();
  });

  it('lets a key that may only read change nothing, and says why', async () => {
    const reader = await Visitor.arrive(browser, api.url);
    await signInByKey(reader.page, tenant.readKey);
    await reader.page.goto(`/projects/${tenant.id}/settings`);
    await reader.page.getByText('Your key can read but not change this project.').first().waitFor();
    const acts = reader.page.getByRole('button', { name: 'Reconnect', exact: true });
    assert.equal(await acts.first().getAttribute('aria-disabled'), 'true');
    await acts.first().click({ force: true });
    assert.equal(await reader.page.getByRole('dialog').count(), 0);
    await reader.page.goto('/accounts');
    await reader.page.getByText('This list needs an admin key.').waitFor();
    await reader.context.close();
  });

  it('lists for operators who needs somebody first, with the raw cause, and finds a cause', async () => {
    const operator = await Visitor.arrive(browser, api.url);
    const { page } = operator;
    await signInByKey(page, api.adminKey);
    await page.goto('/accounts');
    const rows = page.getByRole('row');
    await rows.nth(1).waitFor();
    assert.match(await rows.nth(1).innerText(), /Action needed|Waiting/);
    await page.getByLabel('Cause').selectOption('token_lost');
    await page.waitForURL(/cause=token_lost/);
    await eventually(async () => assert.equal(await rows.count(), 2));
    assert.match(await rows.nth(1).innerText(), /Lost/);
    await operator.inspect('operators’ list, filtered');
    await page.getByLabel('Status').selectOption('disconnected');
    await page.getByText('No account matches.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await rows.nth(5).waitFor();
    await operator.context.close();
  });

  it('has for operators on a phone what the narrow list leaves out, on a tap; and says how much it counts', async () => {
    const crowd = await api.tenant('Crowd');
    for (let count = 0; count < 50; count += 1) await makeAccount(api, crowd.id, wellColumns());
    const operator = await Visitor.arrive(browser, api.url, { viewport: PHONE });
    const { page } = operator;
    await signInByKey(page, api.adminKey);
    await page.goto('/accounts');
    await page.getByText(/^The first 50 · \d+ action needed · \d+ waiting$/).waitFor();
    await page.getByLabel('Cause').selectOption('token_lost');
    await page.getByText('1 · 1 action needed').waitFor();
    assert.equal(await page.getByRole('cell', { name: /^in / }).count(), 0);
    await page.getByRole('button', { name: 'Lost' }).click();
    const facts = await page.getByRole('dialog', { name: 'Lost' }).locator('dl').innerText();
    for (const fact of ['Since', 'Numbers', 'Next sync', 'Last event', 'Waiting', 'Workflow']) {
      assert.ok(facts.includes(fact), facts);
    }
    assert.match(facts, /Since\s+2 days ago\s+Numbers\s+2 days old\s+Next sync\s+–\s+Last event\s+4 min ago/);
    await operator.inspect('operators’ details on a phone');
    await operator.context.close();
  });
});
