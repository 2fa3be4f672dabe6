import { type Request, Router } from 'express';
import { z } from 'zod';

import {
  bookActives,
  bookArr,
  bookChurn,
  bookConversionToPaying,
  bookLifetimeValue,
  bookMrr,
  bookNewCustomers,
  bookNewSubscribers,
  bookProducts,
  bookRefundRate,
  bookRevenue,
  bookTransactions,
  bookTrialConversion,
  bookTrials,
} from '../book/answers.js';
import { type BookEvent, usdMicrosOf } from '../book/event.js';
import { revenueTypes } from '../book/measures/revenue.js';
import { chartCurrencies } from '../book/money.js';
import { DAY, dayStart, utcDay } from '../clock.js';
import type { Parts } from '../parts.js';
import { webhookBody } from '../webhooks/body.js';
import { ControlError, controlQuery, projectOf } from './route.js';

const day = z.iso.date();
const dayQuestion = z.object({
  day: day.optional(),
  currency: z.enum(chartCurrencies).default('USD'),
  revenue_type: z.enum(revenueTypes).default('revenue'),
});
const eventQuestion = z.object({
  from: day.optional(),
  to: day.optional(),
  type: z.string().optional(),
  environment: z.enum(['PRODUCTION', 'SANDBOX']).optional(),
  limit: z.coerce.number().int().min(1).max(100_000).default(1000),
});

/** The book's own answers, to compare with what others show. Money as decimal strings. */
export function bookRoutes(parts: Parts): Router {
  const router = Router();

  router.get(
    '/projects/:projectId/book',
    controlQuery(parts, (req) => {
      const book = parts.books.book(projectOf(parts, req));
      const question = ask(dayQuestion, req);
      const today = question.day ?? utcDay(book.asOf);
      const terms = { currency: question.currency, revenueType: question.revenue_type };
      const month = today.slice(0, 7);
      const daysBack = (days: number) => utcDay(dayStart(today) - (days - 1) * DAY);
      return {
        ...{ day: today, month, ...terms, complete: dayStart(today) + DAY <= book.asOf },
        mrr: bookMrr(book, today, terms),
        arr: bookArr(book, today, terms),
        activeSubscriptions: bookActives(book, today),
        activeTrials: bookTrials(book, today),
        revenue: bookRevenue(book, today, today, terms),
        transactions: bookTransactions(book, today, today),
        revenue7d: bookRevenue(book, daysBack(7), today, terms),
        revenue30d: bookRevenue(book, daysBack(30), today, terms),
        newSubscribers: bookNewSubscribers(book, today, today),
        newSubscribers7d: bookNewSubscribers(book, daysBack(7), today),
        newSubscribers30d: bookNewSubscribers(book, daysBack(30), today),
        newCustomers: bookNewCustomers(book, today, today),
        // Of the month the day is in, up to now.
        churn: bookChurn(book, month),
        trialConversion: bookTrialConversion(book, month),
        conversionToPaying: bookConversionToPaying(book, month, 7),
        refundRate: bookRefundRate(book, month),
        ltvPerCustomer: bookLifetimeValue(book, month, 'first_seen', 30, terms),
        ltvPerPayingCustomer: bookLifetimeValue(book, month, 'first_paid', 30, terms),
        products: bookProducts(book, daysBack(28), today, terms).map(({ product, revenue, actives }) => {
          const { id, storeIdentifier, displayName, app } = product;
          return { id, storeIdentifier, displayName, appId: app.id, revenue28d: revenue, actives };
        }),
      };
    }),
  );

  router.get(
    '/projects/:projectId/book/events',
    controlQuery(parts, (req) => {
      const book = parts.books.book(projectOf(parts, req));
      const { from, to, type, environment, limit } = ask(eventQuestion, req);
      const start = from === undefined ? 0 : dayStart(from);
      const end = to === undefined ? Infinity : dayStart(to) + DAY;
      const fitting = book.events.filter(
        (event) =>
          event.period !== null &&
          event.at >= start &&
          event.at < end &&
          (type === undefined || event.type === type) &&
          (environment === undefined || event.customer.environment === environment),
      );
      return {
        total: fitting.length,
        usd: sumOfPrices(fitting),
        items: fitting.slice(-limit).map(webhookBody),
      };
    }),
  );

  return router;
}

/** Sum of the webhook prices, in US dollars. */
function sumOfPrices(events: readonly BookEvent[]): string {
  const micros = events.reduce((sum, event) => sum + usdMicrosOf(event), 0);
  return (micros / 1_000_000).toFixed(6);
}

function ask<T>(schema: z.ZodType<T>, req: Request): T {
  const result = schema.safeParse(req.query);
  if (result.success) return result.data;
  throw new ControlError(
    400,
    result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  );
}
