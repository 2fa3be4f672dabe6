import assert from 'node:assert/strict';

import type { Browser } from 'playwright-core';

import type { ApiUnderTest } from '../api/support/api-under-test.js';
import { eventually } from '../support/eventually.js';
import { launchChromium } from './support/chromium.js';
import { inPage } from './support/in-page.js';
import { startPagesApi } from './support/pages-stack.js';
import { Visitor } from './support/visitor.js';

/** Flaws planted on purpose: the tests of this folder are worth something only if they find these. */
describe('The watch over the pages', () => {
  let api: ApiUnderTest;
  let browser: Browser;
  let visitor: Visitor;
  before(async () => {
    [api, browser] = await Promise.all([startPagesApi(), launchChromium()]);
  });
  beforeEach(async () => {
    visitor = await Visitor.arrive(browser, api.url);
    await visitor.page.goto('/sign-in');
    await visitor.page.getByLabel('API key').waitFor();
  });
  after(async () => {
    await browser?.close();
    await api?.stop();
  });

  const plant = (html: string) =>
    inPage(
      visitor.page,
      `document.querySelector('main').insertAdjacentHTML('beforeend', ${JSON.stringify(html)})`,
    );

  it('finds a control without a name', async () => {
    await plant('<button></button>');
    await assert.rejects(visitor.inspect('planted'), /axe button-name/);
  });

  it('finds what makes a phone scroll sideways', async () => {
    await plant('<pre>wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww</pre>');
    await assert.rejects(visitor.inspect('planted'), /px in a window of 360/);
  });

  it('sees an inline script and an inline style refused by the content security policy', async () => {
    await inPage(
      visitor.page,
      `for (const kind of ['script', 'style']) {
        document.head.append(Object.assign(document.createElement(kind), { textContent: '/* planted */' }));
      }`,
    );
    await eventually(() => {
      const refused = visitor.complaints.filter((complaint) => complaint.includes('Content Security Policy'));
      assert.equal(refused.length, 2, visitor.complaints.join('\n'));
    });
  });

  it('hears an error on the console', async () => {
    await inPage(visitor.page, `setTimeout(() => { throw new Error('planted'); })`);
    await eventually(() => assert.match(visitor.complaints.join(), /planted/));
  });
});
