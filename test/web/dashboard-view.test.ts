import assert from 'node:assert/strict';

import { canShow, chartView } from '../../web/src/pages/revenue/chart-view.js';
import { customRange, parseRevenueSearch } from '../../web/src/pages/revenue/search.js';

const TODAY = '2026-11-22';

describe('What the dashboard shows by its URL', () => {
  it('is MRR of 90 days, by day, unless the URL says otherwise', () => {
    const view = chartView({}, TODAY);
    assert.equal(view.wording.metric, 'mrr');
    assert.deepEqual([view.from, view.to, view.resolution], ['2026-08-25', TODAY, 'day']);
    assert.deepEqual(view.previous, { from: '2026-05-27', to: '2026-08-24' });
  });

  it('is by month for twelve months, with as many months before', () => {
    const view = chartView({ range: '12m' }, TODAY);
    assert.deepEqual([view.from, view.to, view.resolution], ['2025-12-01', TODAY, 'month']);
    assert.deepEqual(view.previous, { from: '2024-12-01', to: '2025-11-30' });
  });

  it('is by month for what RevenueCat gives by month, whatever the URL says', () => {
    const view = chartView({ metric: 'churn_rate', range: '7d', resolution: 'day' }, TODAY);
    assert.deepEqual([view.preset, view.from, view.resolution], ['12m', '2025-12-01', 'month']);
    assert.equal(canShow('day', view), false);
  });

  it('is by day for a few weeks, where months would be one point', () => {
    const view = chartView({ range: '28d', resolution: 'month' }, TODAY);
    assert.equal(view.resolution, 'day');
    assert.equal(canShow('month', view), false);
  });

  it('can be any range of up to 800 days', () => {
    assert.deepEqual(customRange('2026-01-01..2026-03-31'), { from: '2026-01-01', to: '2026-03-31' });
    assert.equal(customRange('2026-03-31..2026-01-01'), null);
    assert.equal(customRange('2020-01-01..2026-01-01'), null);
    const view = chartView({ range: '2026-01-01..2026-01-31' }, TODAY);
    assert.deepEqual([view.preset, view.from, view.to], ['custom', '2026-01-01', '2026-01-31']);
  });

  it('ignores what a link got wrong', () => {
    assert.deepEqual(
      parseRevenueSearch({ metric: 'nonsense', range: 'ever', resolution: 'week', split: 'true' }),
      {
        split: true,
      },
    );
    assert.deepEqual(parseRevenueSearch({ accounts: 'acc_1,acc_2', metric: 'refund_rate', range: '90d' }), {
      accounts: 'acc_1,acc_2',
      metric: 'refund_rate',
      range: '90d',
    });
  });
});
