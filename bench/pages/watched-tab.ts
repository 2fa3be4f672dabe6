import type { Browser, Page, Request } from 'playwright-core';

import { inPage } from '../../test/browser/support/in-page.js';
import { layoutShifts, shiftedInAll, watchLayoutShifts } from '../../test/browser/support/layout-shifts.js';
import { type PagesStack, signInByKey } from '../../test/browser/support/pages-stack.js';
import { eventually } from '../../test/support/eventually.js';

/**
 * Long tasks (W3C), events with the time to the frame that shows what they did (W3C, Event Timing; Chromium rounds to 8 ms
 * and leaves out what took less than 16), and the same for moves of the pointer, which Event Timing does not time.
 */
const WATCH = `
  window.__tasks = [];
  window.__events = [];
  window.__moves = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.__tasks.push({ startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration, interactionId } of list.getEntries()) if (interactionId > 0) window.__events.push(duration);
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  addEventListener('mousemove', ({ timeStamp }) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.__moves.push(performance.now() - timeStamp);
      port2.postMessage(0);
    });
  }, { capture: true, passive: true });`;

const FORGET = '(window.__tasks.length = window.__events.length = window.__moves.length = 0)';
/** Nothing is under way any more after this long without a request and a long task. */
const QUIET_MS = 700;

/** Times in milliseconds. */
export interface Reaction {
  /** From the input to the frame that answers it. */
  readonly nextFrame: number;
  readonly longestTask: number;
  /** From the input until nothing is under way any more: requests, drawing. */
  readonly settled: number;
}

/** A page whose tasks, events and shifts are timed. */
export class WatchedTab {
  readonly page: Page;
  #asked = 0;
  #lastAnswer = 0;

  private constructor(page: Page) {
    this.page = page;
    const counted = (url: string) => url.includes('/api/') && !url.includes('/stream');
    page.on('request', (request) => void (counted(request.url()) && (this.#asked += 1)));
    const answered = (request: Request) => {
      if (!counted(request.url())) return;
      this.#asked -= 1;
      this.#lastAnswer = Date.now();
    };
    page.on('requestfinished', answered);
    page.on('requestfailed', answered);
  }

  /** @param slowdown how many times slower than this machine the processor shall be. */
  static async open(
    browser: Browser,
    { api }: PagesStack,
    { path, width, slowdown }: { readonly path: string; readonly width: number; readonly slowdown: number },
  ): Promise<WatchedTab> {
    const context = await browser.newContext({ baseURL: api.url, viewport: { width, height: 900 } });
    const page = await context.newPage();
    await signInByKey(page, api.adminKey);
    const client = await context.newCDPSession(page);
    await client.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await watchLayoutShifts(page);
    await page.addInitScript(WATCH);
    const tab = new WatchedTab(page);
    await page.goto(path, { waitUntil: 'commit' });
    await page.locator('figure svg.recharts-surface').waitFor({ timeout: 60_000 });
    await tab.#settle();
    return tab;
  }

  /** What loading it has cost. */
  async loading(): Promise<{ readonly shift: number; readonly longestTask: number }> {
    return { shift: shiftedInAll(await layoutShifts(this.page)), longestTask: await this.#longestTask() };
  }

  /** @param act presses one thing. */
  async react(act: () => Promise<void>): Promise<Reaction> {
    await inPage(this.page, FORGET);
    const began = Date.now();
    await act();
    const settled = Math.max(0, (await this.#settle()) - began);
    const events = await inPage<number[]>(this.page, 'window.__events');
    return { nextFrame: Math.max(16, ...events), longestTask: await this.#longestTask(), settled };
  }

  /** Moves the pointer over the chart from its left to its right. @returns each move's time to the next frame. */
  async hover(steps: number): Promise<{ readonly frames: readonly number[]; readonly longestTask: number }> {
    const box = await this.page.locator('figure svg.recharts-surface').boundingBox();
    if (box === null) throw new Error('There is no chart.');
    const at = (part: number) => [box.x + 64 + (box.width - 80) * part, box.y + box.height / 2] as const;
    await this.page.mouse.move(...at(0));
    await this.#settle();
    await inPage(this.page, FORGET);
    for (let step = 1; step <= steps; step += 1) await this.page.mouse.move(...at(step / steps));
    await this.#settle();
    const frames = await inPage<number[]>(this.page, 'window.__moves');
    return { frames, longestTask: await this.#longestTask() };
  }

  close(): Promise<void> {
    return this.page.context().close();
  }

  async #longestTask(): Promise<number> {
    return inPage<number>(this.page, 'Math.max(0, ...window.__tasks.map(({ duration }) => duration))');
  }

  /** @returns when the last thing ended, by the clock of this process. */
  async #settle(): Promise<number> {
    const asked = Date.now();
    return eventually(
      async () => {
        const sinceTask = await inPage<number>(
          this.page,
          'performance.now() - Math.max(0, ...window.__tasks.map(({ startTime, duration }) => startTime + duration))',
        );
        const last = Math.max(Date.now() - sinceTask, this.#lastAnswer);
        if (this.#asked > 0 || Date.now() - Math.max(last, asked) < QUIET_MS)
          throw new Error('Something is under way.');
        return last;
      },
      { within: '120s', every: '100ms' },
    );
  }
}
