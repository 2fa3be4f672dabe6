import type { Book } from '../../simulator/book/book.js';
import { catalogueOf, type Product, productOf } from '../../simulator/book/catalogue.js';
import type { Customer } from '../../simulator/book/customers.js';
import type { BookEvent, BookEventType, Origin, Period } from '../../simulator/book/event.js';
import { makePeriod } from '../../simulator/book/period.js';
import { computeChart } from '../../simulator/charts/compute.js';
import { readChartQuery } from '../../simulator/charts/query.js';
import { charts } from '../../simulator/charts/registry.js';

const project = {
  id: 'proj_hand',
  name: 'By hand',
  seed: 'none',
  createdAt: Date.parse('2026-01-01'),
  stores: ['app_store' as const],
};

/** A book written by hand, event by event, so that what charts must show can be worked out with a pencil. */
export class HandBook {
  readonly catalogue = catalogueOf(project);
  readonly #events: BookEvent[] = [];
  readonly #asOf: number;
  #numbered = 0;

  /** @param asOf what time it is; ISO 8601, here and below */
  constructor(asOf: string) {
    this.#asOf = Date.parse(asOf);
  }

  get book(): Book {
    const events = [...this.#events].sort((a, b) => a.at - b.at).filter(({ at }) => at <= this.#asOf);
    return { project, catalogue: this.catalogue, asOf: this.#asOf, events };
  }

  product(name: string): Product {
    return productOf(this.catalogue, this.#app, name);
  }

  /** Somebody first seen at a time, by default from the United States, where no tax is part of a price. */
  customer(seen: string, about: Partial<Customer> = {}): Customer {
    const customer: Customer = {
      ...{ key: `customer-${this.#numbered++}`, anonymousId: '', appUserId: '', app: this.#app },
      ...{ firstSeenAt: Date.parse(seen), buysAt: 0, country: 'US', currency: 'USD', tax: 0 },
      ...{ environment: 'PRODUCTION', beginning: 'direct' },
      ...about,
    };
    this.note(customer, 'CUSTOMER_SEEN', seen, null);
    return customer;
  }

  /** A payment or the start of a trial; money comes in unless it is a trial. */
  buy(
    customer: Customer,
    at: string,
    name: string,
    how: { origin?: Origin; kind?: Period['kind']; familyShare?: boolean } = {},
  ): Period {
    const { origin = null, kind = 'NORMAL', familyShare = false } = how;
    const terms = { product: this.product(name), kind, start: Date.parse(at), origin, familyShare };
    const period = makePeriod(
      customer,
      { ...terms, renewalNumber: 1, introCycle: 0 },
      this.#numbered++,
      null,
    );
    const first = origin === null || origin === 'direct' || origin === 'intro';
    const type = period.end === null ? 'NON_RENEWING_PURCHASE' : first ? 'INITIAL_PURCHASE' : 'RENEWAL';
    this.note(customer, type, at, period, { moneySign: kind === 'TRIAL' || familyShare ? 0 : 1 });
    return period;
  }

  expire(customer: Customer, at: string, period: Period): void {
    this.note(customer, 'EXPIRATION', at, period);
  }

  /** Money back, and the end of access where there is any. */
  refund(customer: Customer, at: string, period: Period): void {
    this.note(customer, 'CANCELLATION', at, period, { moneySign: -1, reason: 'CUSTOMER_SUPPORT' });
    if (period.end !== null && Date.parse(at) < period.end) this.expire(customer, at, period);
  }

  note(
    customer: Customer,
    type: BookEventType,
    at: string,
    period: Period | null,
    more: Partial<BookEvent> = {},
  ): void {
    const id = `event-${this.#numbered++}`;
    const expiresAt = period?.end ?? null;
    this.#events.push({ id, type, at: Date.parse(at), customer, period, moneySign: 0, expiresAt, ...more });
  }

  /** What a chart shows in each period of a range, one list of values per period. */
  draw(name: string, from: string, to: string, params: Record<string, string> = {}): (number | null)[][] {
    const chart = charts.get(name) ?? charts.get('mrr');
    if (chart?.name !== name) throw new RangeError(name);
    const asked = new URLSearchParams({ start_date: from, end_date: to, resolution: 'day', ...params });
    const { segments } = computeChart(chart, this.book, readChartQuery(chart, asked, this.#asOf), true);
    return segments[0]?.rows.map(({ cells }) => cells.map(({ value }) => value)) ?? [];
  }

  get #app() {
    const [app] = this.catalogue.apps;
    if (!app) throw new RangeError('no app');
    return app;
  }
}
