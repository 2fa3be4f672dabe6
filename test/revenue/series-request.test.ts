import assert from 'node:assert/strict';

import type { Problem } from '../../api/http/problem.js';
import { resolveSeriesRequest, seriesQuery, storedRange } from '../../api/revenue/revenue-query.js';

const TODAY = '2026-11-22';
const resolve = (query: Record<string, string>) => resolveSeriesRequest(seriesQuery.parse(query), TODAY);

describe('what a series request asks for', () => {
  it('is the last 28 days, or the last twelve months, unless it says more', () => {
    assert.deepEqual(resolve({ metric: 'mrr' }), {
      metric: 'mrr',
      resolution: 'day',
      from: '2026-10-26',
      to: TODAY,
      product: null,
    });
    assert.equal(resolve({ metric: 'mrr', resolution: 'month' }).from, '2025-12-01');
    assert.equal(resolve({ metric: 'churn_rate' }).resolution, 'month');
  });

  it('may span 800 days, both ends included, and not one more', () => {
    assert.equal(resolve({ metric: 'mrr', from: '2024-09-14', to: TODAY }).from, '2024-09-14');
    assert.throws(
      () => resolve({ metric: 'mrr', from: '2024-09-13', to: TODAY }),
      problemAt('from', /801 days.*800/),
    );
  });

  it('may be a single day, but not end before it begins', () => {
    assert.equal(resolve({ metric: 'mrr', from: TODAY, to: TODAY }).to, TODAY);
    assert.throws(
      () => resolve({ metric: 'mrr', from: '2026-11-23', to: TODAY }),
      problemAt('from', /after the last day/),
    );
  });

  it('cannot be rates by day, or products of a metric that has none', () => {
    assert.throws(
      () => resolve({ metric: 'churn_rate', resolution: 'day' }),
      problemAt('resolution', /by month/),
    );
    assert.throws(
      () => resolve({ metric: 'mrr', product: 'prod_a' }),
      problemAt('product', /not kept by product/),
    );
    assert.equal(resolve({ metric: 'revenue', product: 'prod_a' }).product, 'prod_a');
  });

  it('cannot name a metric, a day or a parameter that does not exist', () => {
    for (const query of [
      {},
      { metric: 'revenue_7d' },
      { metric: 'mrr', from: '2026-02-30' },
      { metric: 'mrr', to: 'yesterday' },
      { metric: 'mrr', resolution: 'week' },
      { metric: 'mrr', form: '2026-11-01' },
    ]) {
      assert.equal(seriesQuery.safeParse(query).success, false, JSON.stringify(query));
    }
  });

  it('covers whole months when it is answered by month', () => {
    const request = resolve({ metric: 'mrr', resolution: 'month', from: '2026-01-15', to: '2026-02-03' });
    assert.deepEqual(storedRange(request), { from: '2026-01-01', to: '2026-02-28' });
  });

  it('takes accounts as a comma list, each once; an empty list is the default', () => {
    const accounts = (text: string) => seriesQuery.parse({ metric: 'mrr', accounts: text }).accounts;
    assert.deepEqual(accounts('acc_1,acc_2,acc_1'), ['acc_1', 'acc_2']);
    assert.equal(accounts(''), null);
  });
});

function problemAt(field: string, message: RegExp): (thrown: unknown) => boolean {
  return (thrown) => {
    const { slug, options } = thrown as Problem;
    const [error] = options.errors ?? [];
    return slug === 'invalid-request' && error?.field === field && message.test(error.message);
  };
}
