import axe from 'axe-core';
import type { Page } from 'playwright-core';

import { inPage } from './in-page.js';

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const RUN = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`;

/** What axe finds that is serious or critical, in words: WCAG up to 2.2 AA and axe's own best practices. */
export async function axeViolations(page: Page): Promise<string[]> {
  await inPage(page, `${axe.source}; undefined`);
  const findings = await inPage<Finding[]>(page, RUN);
  return findings
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => {
      const where = nodes.map(({ html, failureSummary = '' }) => `${html} ${failureSummary}`);
      return `axe ${id} (${help}): ${where.join(' | ')}`;
    });
}
