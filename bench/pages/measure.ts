import { launchChromium } from '../../test/browser/support/chromium.js';
import { startPagesStack } from '../../test/browser/support/pages-stack.js';
import { stopServices } from '../../test/support/services.js';
import { machine } from '../machine.js';
import { measureFirstVisits } from './first-visit.js';
import { measureFullSize } from './full-size.js';

/** Measures the pages in a real Chromium and prints tables for `docs/pages.md`. */
async function main(): Promise<void> {
  const [stack, browser] = await Promise.all([startPagesStack(), launchChromium()]);
  try {
    const first = await measureFirstVisits(stack, browser);
    const full = await measureFullSize(stack, browser);
    process.stdout.write([machine(), first, ...full].join('\n\n') + '\n');
  } finally {
    await browser.close();
    await stack.stop();
    await stopServices();
  }
}

await main();
