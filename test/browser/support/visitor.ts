import assert from 'node:assert/strict';

import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

import { axeViolations } from './axe.js';
import { inPage } from './in-page.js';

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 360, height: 740 };

/** Addresses whose 401 and 404 are designed answers, though Chromium notes each on its console. */
const DESIGNED_ANSWERS = [/\/api\/session$/, /\/revenue-layer$/];

const PAINTED = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))';
const WIDTHS = `({
  page: document.documentElement.scrollWidth,
  window: document.documentElement.clientWidth,
  widest: [...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(-3)
    .map((one) => one.outerHTML.slice(0, 120)),
})`;
const STORED = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state])';

/** Somebody with a browser, who is watched: what the console says, what pages hold, which addresses are asked. */
export class Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Everything that was wrong, in words. */
  readonly complaints: string[] = [];
  /** Addresses whose failures a test brings about, and which the console may therefore name. */
  readonly provoked: RegExp[] = [];
  /** Pages, addresses and storage, to be searched for secrets. */
  readonly seen: string[] = [];

  private constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
  }

  /** @param origin where the pages are served; what is elsewhere is not ours to watch. */
  static async arrive(
    browser: Browser,
    origin: string,
    options: BrowserContextOptions = {},
  ): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL: origin,
      viewport: DESKTOP,
      reducedMotion: 'reduce',
      colorScheme: 'light',
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      permissions: ['clipboard-read', 'clipboard-write'],
      ...options,
    });
    const visitor = new Visitor(context, await context.newPage());
    visitor.#watch(origin);
    return visitor;
  }

  #watch(origin: string): void {
    const { page, complaints } = this;
    page.on('pageerror', (error) => complaints.push(`threw: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      const { url } = message.location();
      if (message.type() !== 'error' || !page.url().startsWith(origin)) return;
      const expected = [...DESIGNED_ANSWERS, ...this.provoked];
      const designed = url !== '' && expected.some((pattern) => pattern.test(url));
      if (!designed) complaints.push(`console: ${message.text()} (${url})`);
    });
    page.on('request', (request) => {
      const url = request.url();
      if (page.url().startsWith(origin)) this.seen.push(url);
      if (request.isNavigationRequest() || !page.url().startsWith(origin)) return;
      if (!url.startsWith(origin) && !url.startsWith('blob:'))
        complaints.push(`asked another origin: ${url}`);
    });
  }

  /**
   * Looks at the page as it stands, light and dark: nothing in the way of assistive technology, nothing that scrolls
   * sideways on a phone, nothing on the console. Remembers what it holds.
   *
   * @param what names the state in a failure.
   */
  async inspect(what: string): Promise<void> {
    const { page, complaints } = this;
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await inPage(page, PAINTED);
      for (const found of await axeViolations(page)) complaints.push(`${what}, ${colorScheme}: ${found}`);
    }
    const before = page.viewportSize() ?? DESKTOP;
    await page.setViewportSize(PHONE);
    await inPage(page, PAINTED);
    const width = await inPage<{ page: number; window: number; widest: string[] }>(page, WIDTHS);
    if (width.page > width.window) {
      complaints.push(`${what}: ${width.page} px in a window of ${width.window}: ${width.widest.join('; ')}`);
    }
    await page.setViewportSize(before);
    await inPage(page, PAINTED);
    await this.remember();
    this.assertNoComplaint(what);
  }

  async remember(): Promise<void> {
    this.seen.push(this.page.url(), await this.page.content(), await inPage<string>(this.page, STORED));
  }

  /** @param what names the state in a failure. */
  assertNoComplaint(what: string): void {
    assert.deepEqual(this.complaints, [], what);
  }
}
