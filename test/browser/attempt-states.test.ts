import assert from 'node:assert/strict';

import type { Browser, Page } from 'playwright-core';

import { newId } from '../../clients/ids.js';
import type { Prisma } from '../../prisma/generated/client.js';
import { makeAccount } from '../api/support/account-rows.js';
import type { ApiUnderTest } from '../api/support/api-under-test.js';
import type { Tenant } from '../api/support/tenant.js';
import { wellColumns } from './support/account-states.js';
import { launchChromium } from './support/chromium.js';
import { inPage } from './support/in-page.js';
import { signInByKey, startPagesApi } from './support/pages-stack.js';
import { Visitor } from './support/visitor.js';

describe('What owners read about an attempt to connect, and about an account that is gone', function () {
  this.timeout(120_000);
  let api: ApiUnderTest;
  let browser: Browser;
  let tenant: Tenant;
  let visitor: Visitor;
  let page: Page;
  let connectedId: string;

  before(async () => {
    [api, browser] = await Promise.all([startPagesApi(), launchChromium()]);
    tenant = await api.tenant('Acme');
    await api.call('PUT', tenant.at('/revenue-layer'), { key: tenant.writeKey });
    connectedId = await account('iPhone', { revenuecat_project_id: 'proj_ios' });
    await account('Android', { revenuecat_project_id: 'proj_android', status: 'disconnecting' });
    visitor = await Visitor.arrive(browser, api.url);
    page = visitor.page;
    await signInByKey(page, tenant.writeKey);
  });
  after(async () => {
    await browser?.close();
    await api?.stop();
  });

  const account = (name: string, columns: Parameters<typeof makeAccount>[2]) =>
    makeAccount(api, tenant.id, { ...wellColumns(), revenuecat_project_name: name, ...columns });
  const focused = () => inPage<string>(page, 'document.activeElement.id');

  /** Opens the settings at an attempt as the worker would have left it. */
  async function attempt(columns: Partial<Prisma.connectionsUncheckedCreateInput>): Promise<void> {
    const id = newId('connection');
    await api.owner.prisma.connections.create({
      data: {
        project_id: tenant.id,
        id,
        method: 'oauth',
        status: 'failed',
        credential_id: newId('credential'),
        expires_at: new Date(Date.now() + 600_000),
        ...columns,
      },
    });
    await page.goto(`/projects/${tenant.id}/settings?connection=${id}`);
    await page.getByRole('article', { name: 'iPhone' }).waitFor();
  }

  const ENDS = [
    ['denied', { problem: 'access-denied' }, 'You declined access at RevenueCat. Nothing was stored.'],
    ['left alone', { status: 'expired' }, 'The attempt ran out after 10 minutes. Nothing was stored.'],
    [
      'left alone before the choice',
      { status: 'expired', problem: 'attempt-expired' },
      'The attempt ran out after 30 minutes. Nothing was stored.',
    ],
    [
      'without a permission',
      {
        problem: 'insufficient-scope',
        problem_detail: 'RevenueCat did not grant charts_metrics:charts:read.',
      },
      /Approve every permission on the list\. RevenueCat did not grant charts_metrics:charts:read\./,
    ],
    [
      'of an empty sign-in',
      { problem: 'no-revenuecat-projects' },
      /This RevenueCat sign-in has no projects\./,
    ],
  ] as const;
  for (const [how, columns, sentence] of ENDS) {
    it(`says of an attempt ${how} what was stored, and offers to try again`, async () => {
      await attempt(columns);
      await page.getByText(sentence).waitFor();
      await visitor.inspect(`attempt ${how}`);
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('dialog', { name: 'Connect RevenueCat' }).waitFor();
      await page.waitForURL((url) => !url.search.includes('connection'));
    });
  }

  it('names the account that another sign-in cannot open, and says that nothing has changed', async () => {
    await attempt({ problem: 'different-revenuecat-project', account_id: connectedId });
    await page
      .getByText(/That sign-in cannot open iPhone\. .*The present connection is unchanged\./)
      .waitFor();
  });

  it('does not claim to know what became of an attempt that nobody knows', async () => {
    visitor.provoked.push(/\/connections\/[^/]*$/);
    await page.goto(`/projects/${tenant.id}/settings?connection=${newId('connection')}`);
    await page.getByText('This attempt to connect is not known. What is connected stands below.').waitFor();
    await page.getByRole('article', { name: 'iPhone' }).waitFor();
    await visitor.inspect('an attempt that nobody knows');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.waitForURL((url) => url.search === '');
  });

  it('leads from “already connected” to the account', async () => {
    await attempt({ problem: 'already-connected', account_id: connectedId });
    await page.getByText('iPhone is already connected to this project.').waitFor();
    await visitor.inspect('already connected');
    await page.getByRole('button', { name: 'Show it: iPhone' }).click();
    assert.equal(await focused(), connectedId);
  });

  it('greys in the choice what is connected or still being disconnected, and leads to each', async () => {
    await attempt({
      status: 'awaiting_choice',
      revenuecat_projects: [
        { id: 'proj_ios', name: 'iPhone', created_at: 0 },
        { id: 'proj_android', name: 'Android', created_at: 0 },
        { id: 'proj_web', name: 'Web', created_at: 0 },
      ],
    });
    const choice = page.getByRole('region', { name: 'Which RevenueCat project?' });
    assert.ok(await choice.getByRole('radio', { name: /iPhone.*already connected/ }).isDisabled());
    assert.ok(await choice.getByRole('radio', { name: /Android.*still being disconnected/ }).isDisabled());
    assert.ok(await choice.getByRole('radio', { name: /Web/ }).isChecked());
    await visitor.inspect('a choice with two that are taken');
    await choice.getByRole('button', { name: 'Show it: Android' }).click();
    const id = await focused();
    assert.equal(await page.getByRole('article', { name: 'Android' }).getAttribute('id'), id);
  });

  it('says of a first sync how far it is and how far back it reads', async () => {
    const id = await account('New', { last_published_at: null });
    await api.owner.prisma.sync_runs.create({
      data: {
        ...{ project_id: tenant.id, account_id: id, id: 'run1', kind: 'first', status: 'running' },
        ...{ slot: new Date(), started_at: new Date(), fetched_from: new Date('2025-03-14') },
        ...{ steps_total: 12, steps_done: 3, as_of: new Date(), currency: 'USD' },
      },
    });
    await page.goto(`/projects/${tenant.id}/settings`);
    await page
      .getByRole('article', { name: 'New' })
      .getByText('First sync: 3 of 12 steps. All numbers appear together at the end; history from Mar 2025.')
      .waitFor();
  });

  it('tells on the receipt which webhook is left to delete by hand', async () => {
    const id = await account('Gone', {
      ...{ status: 'disconnected', disconnected_at: new Date(), credential_id: null },
      receipt: {
        credential_deleted: true,
        webhook_removed: 'by_hand',
        kept: { events: 2, metric_points: 7 },
      },
    });
    await page.goto(`/projects/${tenant.id}/settings`);
    const gone = page.getByRole('list', { name: 'Disconnected accounts' });
    await gone.getByText(/Delete the webhook at RevenueCat by hand, it still has this URL:/).waitFor();
    const url = `${api.url}/api/webhooks/revenuecat?account=${id}`;
    await gone.getByText(url).waitFor();
    await visitor.inspect('a webhook is left');
    await gone.getByRole('button', { name: 'Copy webhook URL' }).click();
    assert.equal(await inPage(page, 'navigator.clipboard.readText()'), url);
  });
});
