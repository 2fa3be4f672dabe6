import assert from 'node:assert/strict';

import {
  bookActives,
  bookArr,
  bookChurn,
  bookConversionToPaying,
  bookLifetimeValue,
  bookMrr,
  bookNewCustomers,
  bookNewSubscribers,
  bookNewTrials,
  bookRefundRate,
  bookRevenue,
  bookTransactions,
  bookTrialConversion,
  bookTrials,
} from '../../simulator/book/answers.js';
import type { Book } from '../../simulator/book/book.js';
import type { RevenueCatProject } from '../../simulator/state/accounts.js';
import { bookOf, type DrawnPeriod, same, total } from './book-stage.js';

type Version = 'v3' | 'v2';
type Answers = (period: DrawnPeriod, book: Book, version: Version) => (number | null)[];

/** What the book itself answers to each chart, measure by measure. */
const counted: Record<string, Answers> = {
  actives: ({ last }, book) => [bookActives(book, last)],
  trials: ({ last }, book) => [bookTrials(book, last)],
  customers_new: ({ first, last }, book) => [bookNewCustomers(book, first, last)],
  trials_new: ({ first, last }, book) => [bookNewTrials(book, first, last)],
  actives_new({ first, last }, book, version) {
    const parts = bookNewSubscribers(book, first, last, { version });
    const { trial_conversion, intro, direct, resubscription, product_change } = parts;
    const newer = version === 'v3' ? [resubscription, product_change] : [];
    return [trial_conversion, intro, direct, ...newer, parts.total];
  },
  churn({ name }, book, version) {
    const { actives, churned, rate } = bookChurn(book, name, { version });
    return [actives, churned, rate];
  },
  refund_rate({ name }, book) {
    const { transactions, refunded, rate } = bookRefundRate(book, name);
    return [transactions, refunded, rate];
  },
  trial_conversion_rate({ name }, book) {
    const { starts, conversions, expirations, pending, rate } = bookTrialConversion(book, name);
    return [starts, conversions, expirations, pending, rate];
  },
  conversion_to_paying({ name }, book, version) {
    const { customers, paying, rate } = bookConversionToPaying(book, name, 7, { version });
    return [customers, paying, rate];
  },
};

/** Charts in which a period that is over may not be complete yet. */
const cohorts: Record<string, (name: string, book: Book) => boolean> = {
  trial_conversion_rate: (name, book) => bookTrialConversion(book, name).complete,
  conversion_to_paying: (name, book) => bookConversionToPaying(book, name, 7).complete,
  ltv_per_customer: (name, book) => bookLifetimeValue(book, name, 'customer', 30).complete,
};

describe("simulator: charts against the book's own answers", () => {
  const ranges = {
    day: { start_date: '2026-09-20', end_date: '2026-10-15', resolution: 'day' },
    month: { start_date: '2025-03-01', end_date: '2026-10-15', resolution: 'month' },
  };
  const projects: Partial<RevenueCatProject>[] = [
    { seed: 'one', stores: ['app_store', 'rc_billing'] },
    { seed: 'two', stores: ['play_store', 'stripe'] },
    { seed: 'three', id: 'proj_three' },
  ];

  for (const about of projects) {
    it(`count the same, day by day and month by month: seed ${about.seed}`, () => {
      const book = bookOf(about);
      for (const [name, answers] of Object.entries(counted)) {
        for (const version of ['v3', 'v2'] as const) {
          for (const range of Object.values(ranges)) {
            const realtime = String(version === 'v3');
            for (const period of total(book, name, { ...range, realtime })) {
              const what = `${name} ${version} ${period.name}`;
              const expected = answers(period, book, version);
              expected.forEach((value, index) => same(period.values[index], value, `${what} [${index}]`));
              assert.equal(period.values.length, expected.length, what);
            }
          }
        }
      }
    });

    it(`have the same money in every currency and revenue type: seed ${about.seed}`, () => {
      const book = bookOf(about);
      for (const [currency, revenueType, version] of [
        ...([
          ['USD', 'revenue', 'v3'],
          ['USD', 'revenue', 'v2'],
          ['EUR', 'proceeds', 'v3'],
        ] as const),
        ...([
          ['JPY', 'revenue', 'v3'],
          ['BRL', 'revenue_net_of_taxes', 'v2'],
          ['KRW', 'proceeds', 'v3'],
        ] as const),
      ]) {
        const asked = { currency, revenueType, version };
        const selectors = JSON.stringify({ revenue_type: revenueType });
        const realtime = String(version === 'v3');
        for (const range of Object.values(ranges)) {
          const params = { ...range, currency, selectors, realtime };
          for (const { first, last, name, values } of total(book, 'revenue', params)) {
            const what = `${currency} ${revenueType} ${version} ${name}`;
            same(values[0], bookRevenue(book, first, last, asked), `revenue ${what}`);
            same(values[1], bookTransactions(book, first, last, asked), `transactions ${what}`);
          }
        }
        const months = { ...ranges.month, currency, selectors, realtime };
        for (const { last, values } of total(book, 'mrr', months)) {
          same(values[0], bookMrr(book, last, asked), `mrr ${currency} ${revenueType} ${last}`);
        }
        for (const { last, values } of total(book, 'arr', months)) {
          same(values[0], bookArr(book, last, asked), `arr ${currency} ${revenueType} ${last}`);
        }
        for (const by of ['customer', 'paying_customer'] as const) {
          for (const { name, values } of total(book, `ltv_per_${by}`, months)) {
            const { customers, revenue, perCustomer } = bookLifetimeValue(book, name, by, 30, asked);
            const parts = [customers, revenue, perCustomer];
            parts.forEach((value, index) =>
              same(values[index], value, `ltv ${by} ${currency} ${name} [${index}]`),
            );
          }
        }
      }
    });
  }

  it('call the same periods complete', () => {
    const book = bookOf();
    for (const [name, isComplete] of Object.entries(cohorts)) {
      for (const range of Object.values(ranges)) {
        for (const { name: period, complete } of total(book, name, range)) {
          assert.equal(complete, isComplete(period, book), `${name} ${period}`);
        }
      }
    }
  });
});
