import assert from 'node:assert/strict';

import {
  bookActives,
  bookChurn,
  bookConversionToPaying,
  bookLifetimeValue,
  bookMrr,
  bookNewSubscribers,
  bookRefundRate,
  bookRevenue,
  bookTrialConversion,
  bookTrials,
} from '../../simulator/book/answers.js';
import type { Book } from '../../simulator/book/book.js';
import { utcDay } from '../../simulator/clock.js';
import { DEMO_API_KEY } from '../../simulator/demo.js';
import { ChartStage, september, week } from './chart-stage.js';
import { itemOf } from './support.js';

describe('simulator: charts', () => {
  let stage: ChartStage;
  let book: Book;
  before(async () => {
    stage = await ChartStage.open();
    ({ book } = stage);
  });
  after(() => stage.close());

  it('draws MRR, actives, trials and revenue day by day as the book has them', async () => {
    for (const [name, answer] of [
      ['mrr', (day: string) => bookMrr(book, day).toNumber()],
      ['actives', (day: string) => bookActives(book, day)],
      ['trials', (day: string) => bookTrials(book, day)],
      ['revenue', (day: string) => bookRevenue(book, day, day).toNumber()],
    ] as const) {
      const drawn = (await stage.points(name, week)).filter(({ measure }) => measure === 0);
      assert.deepEqual(
        drawn.map(({ cohort, value }) => [utcDay(cohort * 1000), value]),
        [9, 10, 11, 12, 13, 14, 15].map((day) => {
          const date = `2026-10-${String(day).padStart(2, '0')}`;
          return [date, answer(date)];
        }),
        name,
      );
    }
  });

  it('converts money at the rate of the day of each purchase', async () => {
    const { body } = await stage.ask('mrr', { ...week, currency: 'EUR' });
    assert.equal(body.yaxis_currency, 'EUR');
    const euros = itemOf(body.values).value ?? NaN;
    assert.equal(euros, bookMrr(book, '2026-10-09', { currency: 'EUR' }).toNumber());
    const rate = bookMrr(book, '2026-10-09').toNumber() / euros;
    assert.ok(rate > 1.08 * 0.96 && rate < 1.08 * 1.04, `${rate} dollars a euro on average`);
  });

  it('counts without tax and store share as proceeds', async () => {
    const selectors = JSON.stringify({ revenue_type: 'proceeds' });
    const { body } = await stage.ask('revenue', { ...september, selectors });
    assert.equal(itemOf(body.measures).display_name, 'Proceeds');
    assert.deepEqual(body.user_selectors, { revenue_type: 'proceeds' });
    const terms = { currency: 'USD', revenueType: 'proceeds' } as const;
    assert.equal(itemOf(body.values).value, bookRevenue(book, '2026-09-01', '2026-09-30', terms).toNumber());
    assert.ok((itemOf(body.values).value ?? NaN) < bookRevenue(book, '2026-09-01', '2026-09-30').toNumber());
  });

  it('gives rates with their parts, month by month', async () => {
    const churn = bookChurn(book, '2026-09');
    assert.deepEqual(await stage.inSeptember('churn'), [churn.actives, churn.churned, churn.rate]);
    const trial = bookTrialConversion(book, '2026-09');
    assert.deepEqual(await stage.inSeptember('trial_conversion_rate'), [
      ...[trial.starts, trial.conversions, trial.expirations, trial.pending, trial.rate],
    ]);
    const paying = bookConversionToPaying(book, '2026-09', 7);
    assert.deepEqual(await stage.inSeptember('conversion_to_paying'), [
      paying.customers,
      paying.paying,
      paying.rate,
    ]);
    const refunds = bookRefundRate(book, '2026-09');
    assert.deepEqual(await stage.inSeptember('refund_rate'), [
      refunds.transactions,
      refunds.refunded,
      refunds.rate,
    ]);
    for (const [name, by] of [
      ['ltv_per_customer', 'customer'],
      ['ltv_per_paying_customer', 'paying_customer'],
    ] as const) {
      const value = bookLifetimeValue(book, '2026-09', by, 30);
      assert.deepEqual(await stage.inSeptember(name), [
        ...[value.customers, value.revenue.toNumber(), value.perCustomer?.toNumber()],
      ]);
    }
  });

  it('names time frames in measures, and lets them be chosen', async () => {
    const selectors = JSON.stringify({ conversion_timeframe: 'unbounded' });
    const { body } = await stage.ask('conversion_to_paying', { ...september, selectors });
    assert.deepEqual(
      (body.measures ?? []).map((measure) => measure.display_name),
      ['New Customers', 'Paying Customers (Unbounded)', 'Conversion Rate (Unbounded)'],
    );
    const ever = bookConversionToPaying(book, '2026-09', null);
    assert.equal(itemOf(body.values, 1).value, ever.paying);
  });

  it('sums new paid subscriptions up in a total', async () => {
    const values = await stage.inSeptember('actives_new');
    assert.equal(values.at(-1), bookNewSubscribers(book, '2026-09-01', '2026-09-30').total);
    assert.equal(
      values.slice(0, -1).reduce<number>((sum, part) => sum + (part ?? 0), 0),
      values.at(-1),
    );
  });

  it('explains every change of MRR', async () => {
    const movement = await stage.inSeptember('mrr_movement');
    const change = bookMrr(book, '2026-09-30').minus(bookMrr(book, '2026-08-31')).toNumber();
    assert.ok(Math.abs((movement.at(-1) ?? NaN) - change) < 1e-5);
  });

  it('shows the cards of the overview', async () => {
    const { body } = await stage.rc.rest(
      `/v2/projects/${book.project.id}/metrics/overview?currency=USD`,
      DEMO_API_KEY,
    );
    const value = (wanted: string) => body.metrics.find((metric) => metric.id === wanted)?.value ?? NaN;
    assert.equal(value('mrr'), Math.round(bookMrr(book, '2026-10-15').toNumber()));
    assert.equal(value('active_subscriptions'), bookActives(book, '2026-10-15'));
    assert.equal(value('active_trials'), bookTrials(book, '2026-10-15'));
    assert.ok(value('revenue') > 0 && value('new_customers') > 0);
  });
});
