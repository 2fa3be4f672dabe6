import assert from 'node:assert/strict';

import type { Browser, Page } from 'playwright-core';

import { demoDevelopers } from '../../simulator/demo.js';
import type { Tenant } from '../api/support/tenant.js';
import { connect } from '../support/connect.js';
import { launchChromium } from './support/chromium.js';
import { HeldAnswers } from './support/held-answers.js';
import { inPage } from './support/in-page.js';
import { type PagesStack, signInByKey, startPagesStack } from './support/pages-stack.js';
import { Visitor } from './support/visitor.js';

/** Over the whole stack, since these begin at RevenueCat or on the way back from there. */
describe('What owners read when a consent leads nowhere', function () {
  this.timeout(120_000);
  const { dana } = demoDevelopers;
  let stack: PagesStack;
  let browser: Browser;
  let tenant: Tenant;
  let visitor: Visitor;
  let page: Page;

  before(async () => {
    [stack, browser] = await Promise.all([startPagesStack(), launchChromium()]);
  });
  beforeEach(async () => {
    tenant = await stack.api.tenant('Acme');
    await stack.api.call('PUT', tenant.at('/revenue-layer'), { key: tenant.writeKey });
    visitor = await Visitor.arrive(browser, stack.api.url);
    ({ page } = visitor);
    await signInByKey(page, tenant.writeKey);
    await page.goto(`/projects/${tenant.id}/settings`);
  });
  afterEach(async () => {
    await stack.revenuecat.ask('DELETE', '/faults');
    await visitor.context.close();
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const button = (name: string) => page.getByRole('button', { name, exact: true });

  async function askForConsent(): Promise<void> {
    await button('Connect RevenueCat').click();
    await button('Continue to RevenueCat').click();
    await page.getByLabel('Signed in as').selectOption(dana);
  }

  async function offersToTryAgain(): Promise<void> {
    await button('Try again').click();
    await page.getByRole('dialog', { name: 'Connect RevenueCat' }).waitFor();
    await page.waitForURL((url) => url.search === '');
  }

  it('says so when the consent comes back without the cookie of the browser that began it', async () => {
    await askForConsent();
    await visitor.context.clearCookies({ name: /attempt/ });
    await button('Approve').click();
    await page.getByText('This approval was started in another browser. Nothing was stored.').waitFor();
    await visitor.inspect('a consent of another browser');
    await offersToTryAgain();
  });

  it('says so outside of the pages to a browser that nobody is signed in with', async () => {
    await askForConsent();
    await visitor.context.clearCookies();
    visitor.provoked.push(/\/oauth\/revenuecat\/callback/);
    await button('Approve').click();
    await page
      .getByRole('heading', {
        name: 'This approval was already used, or was started in another browser',
        level: 1,
      })
      .waitFor();
    await page.getByText(/^Nothing was stored\./).waitFor();
    await visitor.inspect('a consent that nobody here began');
    await page.getByRole('link', { name: 'Open your projects' }).click();
    await page.getByLabel('API key').waitFor();
  });

  it('says so when RevenueCat does not take its own approval', async () => {
    await askForConsent();
    await stack.revenuecat.ask('POST', '/faults', {
      ...{ endpoint: 'token', kind: 'answer', status: 400, body: { error: 'invalid_grant' }, times: null },
    });
    await button('Approve').click();
    await page
      .getByText('RevenueCat did not accept its own approval any more. Nothing was stored.')
      .waitFor({ timeout: 30_000 });
    await visitor.inspect('a code that was rejected');
    await offersToTryAgain();
  });

  it('says so when the chosen project was connected meanwhile, and leads to it', async () => {
    await askForConsent();
    await button('Approve').click();
    await page.getByRole('radio', { name: /Acme iOS/ }).check();
    // Asked again meanwhile, the page would grey it before it is chosen.
    const attempt = /\/connections\/[^/]+$/;
    const held = await HeldAnswers.of(page, [attempt]);
    const id = await connect(stack.worker, { projectId: tenant.id, with: { developerId: dana } });
    visitor.provoked.push(/\/choice$/);
    await Promise.all([page.waitForResponse(/\/choice$/), button('Connect Acme iOS').click()]);
    held.release(attempt);
    await page.getByText('Acme iOS is already connected to this project.').waitFor();
    await page.getByRole('article', { name: 'Acme iOS' }).waitFor();
    await visitor.inspect('the chosen project is connected already');
    await page.getByRole('button', { name: 'Show it: Acme iOS' }).click();
    assert.equal(await inPage<string>(page, 'document.activeElement.id'), id);
  });
});
