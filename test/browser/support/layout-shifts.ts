import type { Page } from 'playwright-core';

import { inPage } from './in-page.js';

/** Something that was on the screen stands elsewhere (W3C, Layout Instability). */
export interface LayoutShift {
  /** Part of the window that moved, times how far, as part of the window: 0.1 in all is what Core Web Vitals call good. */
  readonly score: number;
  /** What moved, and from which to which distance from the top, in pixels. */
  readonly what: readonly string[];
}

/** What follows a click or a key within half a second was asked for, and does not count. */
const WATCH = `
  window.__shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      window.__shifts.push({
        score: value,
        what: sources.map(({ node, previousRect, currentRect }) => {
          const element = node instanceof Element ? node : node?.parentElement;
          const words = (element?.textContent ?? '').slice(0, 60);
          return (element?.localName ?? 'gone') + ' "' + words + '" ' + Math.round(previousRect.left) + ',' +
            Math.round(previousRect.top) + ' > ' + Math.round(currentRect.left) + ',' + Math.round(currentRect.top);
        }),
      });
    }
  }).observe({ type: 'layout-shift', buffered: true });`;

/** To be called before the page is opened. */
export async function watchLayoutShifts(page: Page): Promise<void> {
  await page.addInitScript(WATCH);
}

/** All since the page was opened. */
export function layoutShifts(page: Page): Promise<LayoutShift[]> {
  return inPage<LayoutShift[]>(page, 'window.__shifts');
}

export const shiftedInAll = (shifts: readonly LayoutShift[]): number =>
  shifts.reduce((sum, { score }) => sum + score, 0);
