import assert from 'node:assert/strict';

import { everyPage } from '../../web/src/api/pages.js';

describe('A list that is shown as a whole', () => {
  it('is read page by page to its end', async () => {
    const asked: string[] = [];
    const list = await everyPage(async (cursor) => {
      asked.push(cursor);
      const page = Number(cursor || 0);
      return {
        currency: 'EUR',
        items: [`a${page}`, `b${page}`],
        next_cursor: page < 2 ? `${page + 1}` : null,
      };
    });
    assert.deepEqual(asked, ['', '1', '2']);
    assert.deepEqual(list, {
      ...{ currency: 'EUR', items: ['a0', 'b0', 'a1', 'b1', 'a2', 'b2'], next_cursor: null },
    });
  });

  it('is asked for once where one page holds it', async () => {
    let asked = 0;
    await everyPage(async () => ({ items: [(asked += 1)], next_cursor: null }));
    assert.equal(asked, 1);
  });
});
