import type { Browser } from 'playwright-core';

import { addDays, utcDay } from '../../api/revenue/days.js';
import { newId } from '../../clients/ids.js';
import type { PagesStack } from '../../test/browser/support/pages-stack.js';
import { inMarkdown } from '../../test/support/markdown.js';
import { percentile } from '../statistics.js';
import { fill } from '../sync/full-size.js';
import { WatchedTab } from './watched-tab.js';

const SIZE = { accounts: 50, days: 730, products: 5 } as const;
const SLOWDOWNS = [1, 4] as const;
const HOVER_STEPS = 80;
const DESKTOP = 1_280;
const PHONE = 360;

const ms = (time: number): string => `${time.toFixed(0)} ms`;

/** The dashboard with 50 accounts and two years of them. @returns tables for `docs/pages.md`. */
export async function measureFullSize(stack: PagesStack, browser: Browser): Promise<string[]> {
  const { projectId } = await fill(stack.api.owner, newId('project'), SIZE);
  const today = utcDay(new Date());
  const range = `${addDays(today, 1 - SIZE.days)}..${today}`;
  const at = (query: string) => `/projects/${projectId}/revenue?${query}`;
  const everyDay = at(`range=${range}&resolution=day`);

  const loads: string[][] = [];
  const reactions: string[][] = [];
  for (const slowdown of SLOWDOWNS) {
    for (const width of [DESKTOP, PHONE]) {
      const tab = await WatchedTab.open(browser, stack, { path: everyDay, width, slowdown });
      const { shift, longestTask } = await tab.loading();
      loads.push([`${width} px`, `${slowdown} ×`, shift.toFixed(3), ms(longestTask)]);
      await tab.close();
    }
    reactions.push(...(await react(stack, browser, { path: everyDay, slowdown })));
    reactions.push(...(await hover(stack, browser, { everyDay, slowdown })));
  }
  return [
    inMarkdown(['window', 'slower', 'layout shift', 'longest task'], loads),
    inMarkdown(['what', 'slower', 'next frame', 'longest task', 'all there'], reactions),
  ];
}

interface Way {
  readonly path: string;
  readonly slowdown: number;
}

/** One press after the other, each on the dashboard that the one before has left. */
async function react(stack: PagesStack, browser: Browser, { path, slowdown }: Way): Promise<string[][]> {
  const tab = await WatchedTab.open(browser, stack, { path, slowdown, width: DESKTOP });
  const { page } = tab;
  const rows: string[][] = [];
  const press = async (what: string, act: () => Promise<void>) => {
    const { nextFrame, longestTask, settled } = await tab.react(act);
    rows.push([what, `${slowdown} ×`, ms(nextFrame), ms(longestTask), ms(settled)]);
  };
  const tile = (metric: string) => page.locator(`[data-metric="${metric}"] button`).first();
  const box = (name: string) => page.getByRole('checkbox', { name, exact: true });
  const picker = page.getByRole('dialog', { name: 'Accounts to count' });
  await press('another metric (730 bars)', () => tile('revenue_30d').click());
  await press('another metric (730 points)', () => tile('active_subscriptions').click());
  await press('by account', () => box('By account').click());
  await press('compare', () => box('Compare').click());
  await press('range of 90 days', () => page.getByRole('radio', { name: '90 d' }).check());
  await press('range of 12 months', () => page.getByRole('radio', { name: '12 m' }).check());
  await press('open the account picker', () =>
    page.getByRole('button', { name: 'All accounts (50)' }).click(),
  );
  await press('untick one of 50', () => picker.getByRole('checkbox').nth(7).click());
  await press('one account alone', () =>
    picker
      .getByRole('button', { name: /^Only / })
      .nth(3)
      .click(),
  );
  await tab.close();
  return rows;
}

async function hover(
  stack: PagesStack,
  browser: Browser,
  { everyDay, slowdown }: { readonly everyDay: string; readonly slowdown: number },
): Promise<string[][]> {
  const rows: string[][] = [];
  for (const [what, query] of [
    ['hover along 730 points', ''],
    ['hover along 730 points of 6 series', '&split=true'],
    ['hover along 730 bars of 6 series', '&split=true&metric=revenue_30d'],
  ] as const) {
    const tab = await WatchedTab.open(browser, stack, { path: everyDay + query, slowdown, width: DESKTOP });
    const { frames, longestTask } = await tab.hover(HOVER_STEPS);
    const [usual, most] = [percentile(frames, 0.5), Math.max(...frames)];
    rows.push([what, `${slowdown} ×`, `${ms(usual)}, at most ${ms(most)}`, ms(longestTask), '–']);
    await tab.close();
  }
  return rows;
}
