import type { Facts } from './facts.js';
import { amountOf } from './ledger/prices.js';
import type { Member } from './member.js';
import { daysThrough, plusDays } from './periods.js';
import type { PointSaid } from './series-facts.js';

/** A row of the products route. */
export interface ProductSaid {
  readonly product_id: string;
  readonly account_id: string;
  readonly revenue: string | null;
  readonly revenue_as_of: string | null;
  readonly active_subscriptions: number | null;
  readonly active_subscriptions_as_of: string | null;
}

/** Every product that sold something in the last complete days, or that somebody has. */
export function expectedProducts(members: readonly Member[], days: number): ProductSaid[] {
  return members.flatMap((member) => {
    const asOf = plusDays(member.today, -1);
    const window = daysThrough(plusDays(asOf, 1 - days), asOf).map((day) => member.ledger.day(day).products);
    return [...member.ledger.day(asOf).products].flatMap(([product_id, { subscriptions }]) => {
      const sold = window.map((products) => products.get(product_id)?.revenue ?? 0n);
      if (subscriptions === 0 && sold.every((revenue) => revenue === 0n)) return [];
      return [
        {
          ...{ product_id, account_id: member.accountId },
          ...{ revenue: amountOf(sold.reduce((sum, one) => sum + one, 0n)), revenue_as_of: asOf },
          ...{ active_subscriptions: subscriptions, active_subscriptions_as_of: asOf },
        },
      ];
    });
  });
}

export function productFacts(products: readonly ProductSaid[]): Facts {
  return new Map(
    products.map((said) => [
      `${said.product_id} of ${said.account_id}`,
      `${said.revenue} until ${said.revenue_as_of}, ${said.active_subscriptions} on ${said.active_subscriptions_as_of}`,
    ]),
  );
}

/** A product by day, from the first day on that it has a number for. */
export function productSeries(
  member: Member,
  metric: 'revenue' | 'active_subscriptions',
  id: string,
): PointSaid[] {
  const valueOn = (day: string) => {
    const own = member.ledger.day(day).products.get(id);
    return metric === 'revenue' ? amountOf(own?.revenue ?? 0n) : (own?.subscriptions ?? 0);
  };
  const days = daysThrough(member.from, member.today);
  const first = days.findIndex((day) => valueOn(day) !== 0 && valueOn(day) !== '0');
  if (first < 0) return [];
  return days.slice(first).map((date) => {
    return { date, value: valueOn(date), complete: member.isComplete(date), partial: false };
  });
}
