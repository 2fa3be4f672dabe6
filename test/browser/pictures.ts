import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { demoDevelopers } from '../../simulator/demo.js';
import { stopServices } from '../support/services.js';
import { makeAccounts, OTHERWISE, UNHEALTHY, WARNED } from './support/account-states.js';
import { launchChromium } from './support/chromium.js';
import { inPage } from './support/in-page.js';
import { oneTimeLink, type PagesStack, startPagesStack } from './support/pages-stack.js';
import { DESKTOP, PHONE, Visitor } from './support/visitor.js';

const FOLDER = 'docs/pictures';
/** Pixels: what is below says no more. */
const TALLEST = 1500;
/** An open dialog covers the window, not the page. */
const SIZE = `({
  width: innerWidth,
  height: document.querySelector('dialog[open]') ? innerHeight : document.documentElement.scrollHeight,
})`;

/** Takes pictures of whatever the page shows. */
class Camera {
  readonly #page: Page;
  constructor(page: Page) {
    this.#page = page;
  }

  /** @param looks which pictures to take of the state: by day, by night, on a phone. */
  async take(name: string, looks: readonly ('light' | 'dark' | 'phone')[] = ['light']): Promise<void> {
    // Playwright itself takes no WebP, which is a third of a PNG.
    const client = await this.#page.context().newCDPSession(this.#page);
    for (const look of looks) {
      await this.#page.emulateMedia({ colorScheme: look === 'dark' ? 'dark' : 'light' });
      await this.#page.setViewportSize(look === 'phone' ? PHONE : DESKTOP);
      await this.#page.mouse.move(0, 0);
      // Charts take their new width a moment after the window has it.
      await this.#page.waitForTimeout(600);
      const path = join(FOLDER, look === 'light' ? `${name}.webp` : `${name}-${look}.webp`);
      const { width, height } = await inPage<{ width: number; height: number }>(this.#page, SIZE);
      const { data } = await client.send('Page.captureScreenshot', {
        format: 'webp',
        quality: 80,
        captureBeyondViewport: true,
        clip: { x: 0, y: 0, width, height: Math.min(height, TALLEST), scale: 1 },
      });
      writeFileSync(path, Buffer.from(data, 'base64'));
    }
    await client.detach();
    await this.#page.emulateMedia({ colorScheme: 'light' });
    await this.#page.setViewportSize(DESKTOP);
  }
}

/** Makes the pictures of `docs/pages.md`, from the running system: every page and the states that matter. */
async function main(): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const [stack, browser] = await Promise.all([startPagesStack(), launchChromium()]);
  try {
    const { page } = await Visitor.arrive(browser, stack.api.url);
    const camera = new Camera(page);
    await page.goto('/sign-in');
    await page.getByLabel('API key').waitFor();
    await camera.take('sign-in', ['light', 'dark']);
    await page.goto((await oneTimeLink(stack.api)).url);
    await page.getByRole('heading', { name: 'Projects' }).waitFor();
    const project = await journey(stack, page, camera);
    await states(stack, page, camera);
    await removal(page, camera, project);
  } finally {
    await browser.close();
    await stack.stop();
    await stopServices();
  }
  const bytes = readdirSync(FOLDER).reduce((sum, name) => sum + statSync(join(FOLDER, name)).size, 0);
  process.stdout.write(
    `${readdirSync(FOLDER).length} pictures, ${Math.round(bytes / 1000)} KB, in ${FOLDER}\n`,
  );
}

/** @returns the path of the project's pages. */
async function journey({ api, revenuecat }: PagesStack, page: Page, camera: Camera): Promise<string> {
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const project = await api.call('POST', '/api/projects', { key: api.adminKey, body: { name: 'Acme' } });
  const at = (rest: string) => `/projects/${project.body.id}${rest}`;
  const consent = async () => {
    await button('Connect RevenueCat').click();
    await page.getByLabel(/Register the webhook for me/).check();
    await camera.take('consent', ['light', 'phone']);
    await button('Continue to RevenueCat').click();
    await page.getByLabel('Signed in as').selectOption(demoDevelopers.dana);
    await button('Approve').click();
    await page.getByRole('heading', { name: 'Which RevenueCat project?' }).waitFor();
  };
  const connect = async (name: string) => {
    await page.getByRole('radio', { name: new RegExp(name) }).check();
    await button(`Connect ${name}`).click();
    await page.getByText(`${name} is connected.`).waitFor();
  };
  const healthy = (name: string) =>
    page.getByRole('article', { name }).getByText('Healthy').waitFor({ timeout: 90_000 });

  await page.goto(at('/settings'));
  await page.getByText('Revenue is not installed').waitFor();
  await camera.take('not-installed');
  await button('Install Revenue').click();
  await page.getByText('No RevenueCat project connected yet.').waitFor();
  await camera.take('no-account', ['light', 'phone']);
  await page.goto(at('/revenue'));
  await button('Show sample data').click();
  await page.locator('figure svg').first().waitFor();
  await camera.take('sample-data', ['light', 'phone']);
  await page.goto(at('/settings'));
  await consent();
  await connect('Acme iOS');
  await camera.take('first-sync');
  await healthy('Acme iOS');
  await button('Connect RevenueCat').click();
  await button('Continue to RevenueCat').click();
  await page.getByLabel('Signed in as').selectOption(demoDevelopers.dana);
  await button('Approve').click();
  await page.getByRole('heading', { name: 'Which RevenueCat project?' }).waitFor();
  await camera.take('choice', ['light', 'phone']);
  await connect('Acme Android');
  await healthy('Acme Android');
  await button('Dismiss').click();
  await camera.take('settings', ['light', 'dark', 'phone']);

  const { accounts } = JSON.parse(
    (await api.call('GET', `/api${at('/revenue-layer')}`, { key: api.adminKey })).text,
  ) as {
    accounts: { revenuecat_project: { id: string } }[];
  };
  const ios = accounts[0]?.revenuecat_project.id;
  for (const kind of ['direct', 'trial', 'refund', 'cancel', 'one_time']) {
    await revenuecat.ask('POST', `/projects/${ios}/live-events`, { kind });
  }
  await page.goto(at('/revenue'));
  await page.getByRole('listitem').getByText('First purchase').first().waitFor();
  await page.locator('figure svg').first().waitFor();
  await page.locator('[data-metric="ltv_per_customer"] svg path').first().waitFor({ state: 'attached' });
  await camera.take('dashboard', ['light', 'dark', 'phone']);
  await button('All accounts (2)').click();
  await camera.take('account-picker');
  await page.keyboard.press('Escape');
  await button('Age and source of Churn').click();
  await camera.take('tile-details');
  await page.goto(at('/revenue?metric=revenue_30d&range=28d&products=true&compare=true'));
  await page.getByText('Other (').first().waitFor();
  await camera.take('by-product', ['light', 'dark']);
  await page.goto(at('/revenue?metric=churn_rate&split=true&compare=true'));
  await page.locator('figure svg').first().waitFor();
  await camera.take('by-account');
  await page.goto(at('/revenue'));
  await page
    .getByRole('region', { name: /Products/ })
    .getByRole('rowheader')
    .first()
    .getByRole('button')
    .click();
  await page
    .locator('figure')
    .getByText(/^Revenue of .* by day/)
    .waitFor();
  await camera.take('one-product', ['light', 'phone']);
  await page.goto(at('/revenue?metric=revenue_30d&range=28d&table=true&split=true'));
  await page.getByRole('figure').getByRole('table').waitFor();
  await camera.take('table');

  await page.goto(at('/settings'));
  const android = page.getByRole('article', { name: 'Acme Android' });
  for (const what of ['Timeline', 'Syncs', 'Webhook']) await android.getByText(what, { exact: true }).click();
  await android.getByText('Complete').first().waitFor();
  await camera.take('account-details', ['light', 'phone']);
  await button('More about Acme Android').click();
  await page.getByRole('menuitem', { name: 'Disconnect…' }).click();
  await page.getByText(/numbers and .* events?, visible/).waitFor();
  await camera.take('disconnect', ['light', 'phone']);
  await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click();
  await page.getByText(/Access deleted/).waitFor({ timeout: 60_000 });
  await camera.take('receipt');
  await page.goto(at('/revenue?range=28d&split=true'));
  await page.getByText('Acme Android disconnected').waitFor();
  await camera.take('account-ended', ['light', 'dark']);
  return at('');
}

/** Last of all: nothing is connected any more. */
async function removal(page: Page, camera: Camera, project: string): Promise<void> {
  await page.goto(`${project}/settings`);
  await page.getByRole('button', { name: 'Remove Revenue from project…' }).click();
  const asked = page.getByRole('alertdialog');
  await asked.getByText(/numbers and .* events?; they stay readable/).waitFor();
  await camera.take('remove');
  await asked.getByRole('button', { name: 'Remove Revenue' }).click();
  await page
    .getByText(/Access deleted/)
    .nth(1)
    .waitFor({ timeout: 60_000 });
  await camera.take('removed', ['light', 'phone']);
}

async function states({ api }: PagesStack, page: Page, camera: Camera): Promise<void> {
  for (const [name, of] of [
    ['unhealthy', UNHEALTHY],
    ['warnings', [...WARNED, ...OTHERWISE]],
  ] as const) {
    const tenant = await api.tenant(name);
    await api.call('PUT', tenant.at('/revenue-layer'), { key: tenant.writeKey });
    await makeAccounts(api, tenant.id, of);
    await page.goto(`/projects/${tenant.id}/settings`);
    await page.getByRole('article').first().waitFor();
    await camera.take(name, ['light', 'phone']);
  }
  await page.goto('/accounts');
  await page.getByRole('row').nth(1).waitFor();
  await camera.take('operators', ['light', 'dark', 'phone']);
  await page.getByRole('button', { name: 'Acme iOS' }).click();
  await page.getByRole('dialog').getByText('Complete').first().waitFor();
  await camera.take('operators-details');
}

await main();
