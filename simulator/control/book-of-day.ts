import {
  type Asked,
  bookActives,
  bookArr,
  bookChurn,
  bookConversionToPaying,
  bookLifetimeValue,
  bookMrr,
  bookNewCustomers,
  bookNewSubscribers,
  bookNewTrials,
  bookProducts,
  bookRefundRate,
  bookRevenue,
  bookTransactions,
  bookTrialConversion,
  bookTrials,
} from '../book/answers.js';
import { CONVERSION_DAYS, LIFETIME_DAYS } from '../book/answers/series.js';
import type { Book } from '../book/book.js';
import { DAY, dayStart, utcDay } from '../clock.js';

/** Everything the book says of one UTC day (`YYYY-MM-DD`), its last 7 and 30 days, and its month. */
export function bookOfDay(book: Book, day: string, asked: Asked & { revenueType: string }) {
  const month = day.slice(0, 7);
  const daysBack = (days: number) => utcDay(dayStart(day) - (days - 1) * DAY);
  const { currency, revenueType, version } = asked;
  return {
    ...{ day, month, currency, revenueType, version, complete: dayStart(day) + DAY <= book.asOf },
    mrr: bookMrr(book, day, asked),
    arr: bookArr(book, day, asked),
    activeSubscriptions: bookActives(book, day, asked),
    activeTrials: bookTrials(book, day, asked),
    revenue: bookRevenue(book, day, day, asked),
    transactions: bookTransactions(book, day, day, asked),
    revenue7d: bookRevenue(book, daysBack(7), day, asked),
    revenue30d: bookRevenue(book, daysBack(30), day, asked),
    newSubscribers: bookNewSubscribers(book, day, day, asked),
    newSubscribers7d: bookNewSubscribers(book, daysBack(7), day, asked),
    newSubscribers30d: bookNewSubscribers(book, daysBack(30), day, asked),
    newCustomers: bookNewCustomers(book, day, day),
    newTrials: bookNewTrials(book, day, day, asked),
    // Of the month the day is in, up to now.
    churn: bookChurn(book, month, asked),
    trialConversion: bookTrialConversion(book, month, asked),
    conversionToPaying: bookConversionToPaying(book, month, CONVERSION_DAYS, asked),
    refundRate: bookRefundRate(book, month, asked),
    ltvPerCustomer: bookLifetimeValue(book, month, 'customer', LIFETIME_DAYS, asked),
    ltvPerPayingCustomer: bookLifetimeValue(book, month, 'paying_customer', LIFETIME_DAYS, asked),
    products: bookProducts(book, daysBack(28), day, asked).map(({ product, revenue, actives }) => {
      const { id, storeIdentifier, displayName, app } = product;
      return { id, storeIdentifier, displayName, appId: app.id, revenue28d: revenue, actives };
    }),
  };
}
