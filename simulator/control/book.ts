import { type Request, Router } from 'express';
import { z } from 'zod';

import { bookMetrics, bookSeries, bookTiles } from '../book/answers.js';
import type { Book } from '../book/book.js';
import { type BookEvent, usdMicrosOf } from '../book/event.js';
import { chartCurrencies } from '../book/money.js';
import { revenueTypes } from '../book/revenue-type.js';
import { DAY, dayStart, utcDay } from '../clock.js';
import type { Parts } from '../parts.js';
import { isAnnounced, webhookBody } from '../webhooks/body.js';
import { bookOfDay } from './book-of-day.js';
import { ControlError, controlQuery, projectOf } from './route.js';

const day = z.iso.date();
const terms = {
  currency: z.enum(chartCurrencies).default('USD'),
  revenue_type: z.enum(revenueTypes).default('revenue'),
  version: z.enum(['v3', 'v2']).default('v3'),
  product: z.string().optional(),
};
const dayQuestion = z.object({ day: day.optional(), ...terms });
const tilesQuestion = z.object(terms);
const seriesQuestion = z.object({
  metric: z.enum(bookMetrics),
  from: day,
  to: day,
  resolution: z.enum(['day', 'month']).default('day'),
  ...terms,
});
const eventQuestion = z.object({
  from: day.optional(),
  to: day.optional(),
  type: z.string().optional(),
  environment: z.enum(['PRODUCTION', 'SANDBOX']).optional(),
  limit: z.coerce.number().int().min(1).max(100_000).default(1000),
});
/** A year and a month of days, twice: each is worked out anew from all events. */
const MOST_POINTS = 800;

/** The book's own answers, to compare with what others show. Money as decimal strings. */
export function bookRoutes(parts: Parts): Router {
  const router = Router();

  router.get(
    '/projects/:projectId/book',
    controlQuery(parts, (req) => {
      const book = parts.books.book(projectOf(parts, req));
      const { day: asked, ...rest } = ask(dayQuestion, req);
      return bookOfDay(book, asked ?? utcDay(book.asOf), termsIn(book, rest));
    }),
  );

  router.get(
    '/projects/:projectId/book/tiles',
    controlQuery(parts, (req) => {
      const book = parts.books.book(projectOf(parts, req));
      return { items: bookTiles(book, termsIn(book, ask(tilesQuestion, req))) };
    }),
  );

  router.get(
    '/projects/:projectId/book/series',
    controlQuery(parts, (req) => {
      const book = parts.books.book(projectOf(parts, req));
      const { metric, from, to, resolution, ...rest } = ask(seriesQuestion, req);
      if (dayStart(to) - dayStart(from) > MOST_POINTS * DAY) {
        throw new ControlError(400, `to: at most ${MOST_POINTS} days after from`);
      }
      return { items: bookSeries(book, metric, { from, to, resolution }, termsIn(book, rest)) };
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
          isAnnounced(event) &&
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

function termsIn(
  { catalogue }: Book,
  { currency, revenue_type, version, product }: z.infer<typeof tilesQuestion>,
) {
  if (product !== undefined && !catalogue.products.some(({ id }) => id === product)) {
    throw new ControlError(404, `No product with id "${product}"`);
  }
  return { currency, revenueType: revenue_type, version, productId: product ?? null };
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
