/**
 * The book's own answers: what charts, series and tiles must show when everything in between works. They are worked out
 * from the events alone, by going through them again for each question; nothing here is shared with the charts. Days
 * are UTC (`YYYY-MM-DD`), months `YYYY-MM`, both ends of a range included; nothing after `book.asOf` counts.
 */
export {
  bookConversionToPaying,
  bookLifetimeValue,
  bookNewCustomers,
  bookNewTrials,
  bookTrialConversion,
} from './answers/customers.js';
export { bookRefundRate, bookRevenue, bookTransactions } from './answers/money.js';
export { bookProducts } from './answers/products.js';
export { type BookMetric, bookMetrics, bookSeries, type SeriesPoint } from './answers/series.js';
export {
  bookActives,
  bookArr,
  bookChurn,
  bookMrr,
  bookNewSubscribers,
  bookTrials,
} from './answers/subscriptions.js';
export type { Asked } from './answers/terms.js';
export { bookTiles } from './answers/tiles.js';
