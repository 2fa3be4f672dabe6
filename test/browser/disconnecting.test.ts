import assert from 'node:assert/strict';

import type { Browser, Page } from 'playwright-core';

import { demoDevelopers } from '../../simulator/demo.js';
import { makeAccount } from '../api/support/account-rows.js';
import type { Tenant } from '../api/support/tenant.js';
import { connect } from '../support/connect.js';
import { eventually } from '../support/eventually.js';
import { wellColumns } from './support/account-states.js';
import { launchChromium } from './support/chromium.js';
import { type PagesStack, signInByKey, startPagesStack } from './support/pages-stack.js';
import { Visitor } from './support/visitor.js';

/** Whatever is down meanwhile is tried again until it is true, and the page says what that is. */
describe('What owners read while an account is being disconnected', function () {
  this.timeout(120_000);
  const { dana } = demoDevelopers;
  let stack: PagesStack;
  let browser: Browser;
  let tenant: Tenant;
  let visitor: Visitor;
  let page: Page;

  before(async () => {
    [stack, browser] = await Promise.all([startPagesStack({ lines: true }), launchChromium()]);
  });
  beforeEach(async () => {
    tenant = await stack.api.tenant('Acme');
    await stack.api.call('PUT', tenant.at('/revenue-layer'), { key: tenant.writeKey });
    visitor = await Visitor.arrive(browser, stack.api.url);
    ({ page } = visitor);
    await signInByKey(page, tenant.writeKey);
  });
  afterEach(async () => {
    await stack.worker.lines?.vault.plugIn();
    await stack.revenuecat.ask('DELETE', '/faults');
    await visitor.context.close();
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const settings = () => page.goto(`/projects/${tenant.id}/settings`);
  const left = () => page.getByRole('list', { name: 'What is left to do' });
  const gone = () => page.getByRole('list', { name: 'Disconnected accounts' });
  const reads = (lines: readonly string[]) =>
    eventually(
      async () => {
        assert.deepEqual((await left().innerText()).split(/\n+/), lines);
      },
      { within: '30s' },
    );

  async function disconnect(manageWebhook: boolean): Promise<void> {
    await connect(stack.worker, { projectId: tenant.id, with: { developerId: dana }, manageWebhook });
    await settings();
    await page.getByRole('article', { name: 'Acme iOS' }).getByText('Healthy').waitFor({ timeout: 60_000 });
  }

  async function confirm(): Promise<void> {
    await page.getByRole('button', { name: 'More about Acme iOS' }).click();
    await page.getByRole('menuitem', { name: 'Disconnect…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click();
    await page.getByRole('article', { name: 'Acme iOS' }).getByText('Disconnecting').waitFor();
  }

  it('waits for RevenueCat with our webhook, and has a receipt of its removal afterwards', async () => {
    await disconnect(true);
    await stack.revenuecat.ask('POST', '/faults', { endpoint: 'webhooks', kind: 'error', times: null });
    await confirm();
    await reads([
      'Deliveries refused',
      'Events all processed',
      'Webhook at RevenueCat: trying',
      'Access: not yet deleted',
    ]);
    await visitor.inspect('disconnecting, RevenueCat is away');
    await stack.revenuecat.ask('DELETE', '/faults');
    await gone()
      .getByText(/Access deleted\. Webhook removed\./)
      .waitFor({ timeout: 60_000 });
    await gone()
      .getByText(/\. RevenueCat gives us no way to withdraw the approval itself: remove it in RevenueCat’s/)
      .waitFor();
    await visitor.inspect('the receipt of a webhook that was ours');
  });

  it('waits for our own vault with the access, and has a receipt of its end afterwards', async () => {
    await disconnect(false);
    assert.ok(stack.worker.lines);
    await stack.worker.lines.vault.unplug();
    await confirm();
    await reads([
      'Deliveries refused',
      'Events all processed',
      'Webhook at RevenueCat settled',
      'Access: not yet deleted',
    ]);
    await visitor.inspect('disconnecting, Vault is away');
    await stack.worker.lines.vault.plugIn();
    await gone()
      .getByText(/Access deleted\. The webhook was not ours\./)
      .waitFor({ timeout: 60_000 });
    await visitor.inspect('the receipt of a webhook that was not ours');
  });

  it('counts the events that are left', async () => {
    const { prisma } = stack.api.owner;
    const id = await makeAccount(stack.api, tenant.id, {
      ...{ ...wellColumns(), revenuecat_project_name: 'Acme iOS', status: 'disconnecting' },
    });
    const key = { project_id: tenant.id, account_id: id };
    await prisma.event_inbox.createMany({
      data: ['one', 'two'].map((event_id) => ({ ...key, event_id, size: 1_000 })),
    });
    await settings();
    await reads([
      'Deliveries refused',
      '2 events left',
      'Webhook at RevenueCat: trying',
      'Access: not yet deleted',
    ]);
    await visitor.inspect('disconnecting, events are left');
  });
});
