import type { Browser, CDPSession } from 'playwright-core';

import { demoDevelopers } from '../../simulator/demo.js';
import { inPage } from '../../test/browser/support/in-page.js';
import { type PagesStack, signInByKey } from '../../test/browser/support/pages-stack.js';
import { connect } from '../../test/support/connect.js';
import { eventually } from '../../test/support/eventually.js';
import { inMarkdown } from '../../test/support/markdown.js';
import { median } from '../statistics.js';

const RUNS = 3;
/** A mid-range phone is about that much slower than a developer's machine. */
const CPU_SLOWDOWN = 4;
/** What Chromium's own developer tools take for "fast 4G" and "slow 4G": bytes a second, milliseconds. */
const NETWORKS = [
  { name: 'fast 4G', offline: false, latency: 165, downloadThroughput: 1_012_500, uploadThroughput: 168_750 },
  { name: 'slow 4G', offline: false, latency: 562, downloadThroughput: 180_000, uploadThroughput: 84_375 },
] as const;

/** What one first visit cost; bytes as transferred, times in milliseconds since the navigation. */
interface Visit {
  readonly script: number;
  readonly style: number;
  readonly api: number;
  readonly all: number;
  /** What the page is for is on the screen. */
  readonly shown: number;
  /** ... and no task has kept the page from answering for more than 50 ms since. */
  readonly interactive: number;
}

interface PageToMeasure {
  readonly name: string;
  readonly path: string;
  /** Selector of what the page is for. */
  readonly main: string;
}

const WATCH = `window.__tasks = [];
  new PerformanceObserver((list) => window.__tasks.push(...list.getEntries().map((one) => one.startTime + one.duration)))
    .observe({ type: 'longtask', buffered: true });`;

async function visit(
  browser: Browser,
  { api }: PagesStack,
  page: PageToMeasure,
  { name: _, ...network }: (typeof NETWORKS)[number],
): Promise<Visit> {
  const context = await browser.newContext({ baseURL: api.url, viewport: { width: 360, height: 740 } });
  try {
    const tab = await context.newPage();
    await signInByKey(tab, api.adminKey);
    const client = await context.newCDPSession(tab);
    // A first visit: signed in, and nothing kept of the pages.
    await client.send('Network.enable');
    await client.send('Network.setCacheDisabled', { cacheDisabled: true });
    await client.send('Network.emulateNetworkConditions', network);
    await client.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
    await tab.addInitScript(WATCH);
    const bytes = countBytes(client);
    await tab.goto(page.path, { waitUntil: 'commit' });
    await tab.locator(page.main).first().waitFor({ timeout: 60_000 });
    const shown = await inPage<number>(tab, 'performance.now()');
    // Quiet for two seconds: nothing more is coming.
    await tab.waitForTimeout(2_000);
    await eventually(
      async () => (await inPage<number>(tab, 'performance.now() - Math.max(0, ...window.__tasks)')) > 2_000,
      { within: '60s', every: '500ms' },
    );
    const tasks = await inPage<number[]>(tab, 'window.__tasks');
    return { ...bytes(), shown, interactive: Math.max(shown, ...tasks) };
  } finally {
    await context.close();
  }
}

/** Bytes on the wire by kind, headers included. */
function countBytes(client: CDPSession) {
  const kinds = new Map<string, 'script' | 'style' | 'api' | 'rest'>();
  const sums = { script: 0, style: 0, api: 0, rest: 0 };
  client.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
    const kind = request.url.includes('/api/')
      ? 'api'
      : type === 'Script'
        ? 'script'
        : type === 'Stylesheet'
          ? 'style'
          : 'rest';
    kinds.set(requestId, kind);
  });
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    sums[kinds.get(requestId) ?? 'rest'] += encodedDataLength;
  });
  return () => ({
    script: sums.script,
    style: sums.style,
    api: sums.api,
    all: sums.script + sums.style + sums.api + sums.rest,
  });
}

/** First visits of both pages on an emulated mid-range phone. @returns a table for `docs/pages.md`. */
export async function measureFirstVisits(stack: PagesStack, browser: Browser): Promise<string> {
  const tenant = await stack.api.tenant('Measured');
  await stack.api.call('PUT', tenant.at('/revenue-layer'), { key: tenant.writeKey });
  const account = await connect(stack.worker, {
    projectId: tenant.id,
    with: { developerId: demoDevelopers.dana },
  });
  await eventually(
    async () => {
      const { body } = await stack.api.call('GET', tenant.at(`/accounts/${account}`), {
        key: tenant.readKey,
      });
      return body.last_published_at !== null;
    },
    { within: '90s', every: '500ms' },
  );
  const rows: string[][] = [];
  for (const page of [
    { name: 'Settings', path: `/projects/${tenant.id}/settings`, main: 'article' },
    { name: 'Dashboard', path: `/projects/${tenant.id}/revenue`, main: '[data-metric="mrr"]' },
  ]) {
    for (const network of NETWORKS) {
      const visits: Visit[] = [];
      for (let run = 0; run < RUNS; run += 1) visits.push(await visit(browser, stack, page, network));
      const of = (key: keyof Visit) => median(visits.map((one) => one[key]));
      const bytes = (['script', 'style', 'api', 'all'] as const).map(
        (key) => `${(of(key) / 1000).toFixed(0)} KB`,
      );
      const times = (['shown', 'interactive'] as const).map((key) => `${(of(key) / 1000).toFixed(1)} s`);
      rows.push([page.name, network.name, ...bytes, ...times]);
    }
  }
  return inMarkdown(['page', 'network', 'JavaScript', 'CSS', 'API', 'all', 'shown', 'interactive'], rows);
}
