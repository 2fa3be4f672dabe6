import assert from 'node:assert/strict';

import type { Series } from '../../web/src/api/types.js';
import { chartCaption } from '../../web/src/pages/revenue/chart/chart-caption.js';
import { chartModel } from '../../web/src/pages/revenue/chart/chart-model.js';
import { chartView } from '../../web/src/pages/revenue/chart-view.js';
import type { RevenueSearch } from '../../web/src/pages/revenue/search.js';

const TODAY = '2026-11-22';

/** The caption of daily values; the last one is of today, which is not over. */
function caption(search: RevenueSearch, values: readonly string[], before: readonly string[] = []): string {
  const view = chartView({ range: '2026-11-20..2026-11-22', ...search }, TODAY);
  const series = (own: readonly string[], dates: readonly string[]): Series => ({
    metric: view.wording.series,
    unit: view.wording.unit,
    currency: 'USD',
    resolution: 'day',
    from: '',
    to: '',
    accounts: [],
    begins: null,
    points: own.map((value, index) => ({
      date: dates[index] ?? '',
      value,
      complete: dates[index] !== TODAY,
      partial: false,
    })),
  });
  const answer = series(values, ['2026-11-20', '2026-11-21', TODAY]);
  const previous =
    before.length === 0
      ? null
      : { series: series(before, ['2026-11-17', '2026-11-18', '2026-11-19']), from: view.previous.from };
  const { from, to } = view;
  const model = chartModel({
    ...{ series: answer, from, to, previous, split: null, ends: [], wholeOnly: false, name: 'Revenue' },
  });
  return chartCaption('Revenue of Pro yearly', model, answer, view, 'USD');
}

describe('The caption of the chart', () => {
  it('says what is drawn, the newest complete value, and how a level changed within the range', () => {
    assert.equal(
      caption({ metric: 'mrr' }, ['100', '110', '5']),
      'Revenue of Pro yearly by day, 20 Nov 2026 to 22 Nov 2026. Last complete: $110.00 (21 Nov 2026), up 10.0%, better than 20 Nov 2026.',
    );
  });

  it('compares a level with the period before where that is drawn', () => {
    assert.match(
      caption({ metric: 'mrr' }, ['100', '110', '5'], ['200', '220', '230']),
      /\(21 Nov 2026\), down 50\.0%, worse than the period before\.$/,
    );
  });

  it('compares of a flow the sums of complete days, never one day with another', () => {
    assert.match(caption({ metric: 'revenue_30d' }, ['100', '110', '5']), /\(21 Nov 2026\)\.$/);
    assert.match(
      caption({ metric: 'revenue_30d' }, ['100', '110', '5'], ['60', '80', '900']),
      /, sum up 50\.0%, better than the period before\.$/,
    );
  });

  it('says so where no period is complete', () => {
    assert.match(caption({ metric: 'mrr', range: '2026-11-22..2026-11-22' }, []), /No complete value yet\.$/);
  });
});
