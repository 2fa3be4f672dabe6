import type { BookFacts } from './book.js';
import type { Product } from './catalogue.js';
import type { Customer } from './customers.js';
import type { BookEvent } from './event.js';

/** What books can be filtered and segmented by; ids as RevenueCat's chart options write them. */
export const dimensionNames = ['product_id', 'app_id', 'store', 'country', 'product_duration'] as const;
export type DimensionName = (typeof dimensionNames)[number];

/** One value of a dimension. Names repeat where two apps' stores call their products alike. */
export interface DimensionValue {
  id: string;
  displayName: string;
}

interface Subject {
  customer: Customer;
  /** null for somebody who has bought nothing. */
  product: Product | null;
}

export interface Dimension {
  displayName: string;
  group: string;
  valueOf: (subject: Subject) => DimensionValue | null;
}

const durations = new Map([
  [1, { id: 'P1M', displayName: '1 month' }],
  [12, { id: 'P1Y', displayName: '1 year' }],
]);

export const dimensions: Record<DimensionName, Dimension> = {
  product_id: {
    displayName: 'Product',
    group: 'Product',
    valueOf: ({ product }) => product && { id: product.id, displayName: product.storeIdentifier },
  },
  app_id: {
    displayName: 'App',
    group: 'Customer',
    valueOf: ({ customer: { app } }) => ({ id: app.id, displayName: app.name }),
  },
  store: {
    displayName: 'Store',
    group: 'Product',
    valueOf: ({ customer: { app } }) => ({ id: app.store, displayName: app.store }),
  },
  country: {
    displayName: 'First country',
    group: 'Customer',
    valueOf: ({ customer: { country } }) => ({ id: country, displayName: country }),
  },
  product_duration: {
    displayName: 'Product duration',
    group: 'Product',
    valueOf: ({ product }) => durations.get(product?.months ?? 0) ?? null,
  },
};

/** The part of the facts with certain values of a dimension. */
export function restrict(facts: BookFacts, name: DimensionName, ids: ReadonlySet<string>): BookFacts {
  const keep = (fact: Fact) => {
    const value = dimensions[name].valueOf(subjectOf(fact));
    return value !== null && ids.has(value.id);
  };
  return {
    customers: facts.customers.filter(keep),
    trials: facts.trials.filter(keep),
    purchases: facts.purchases.filter(keep),
    money: facts.money.filter(keep),
  };
}

/** The facts of every value that occurs among purchases and trials, apart. */
export function split(facts: BookFacts, name: DimensionName): { value: DimensionValue; facts: BookFacts }[] {
  const parts = new Map<string, { value: DimensionValue; facts: Writable }>();
  for (const value of valuesOf(facts, name)) {
    parts.set(value.id, { value, facts: { customers: [], trials: [], purchases: [], money: [] } });
  }
  // One pass over the facts, however many values there are.
  for (const kind of ['customers', 'trials', 'purchases', 'money'] as const) {
    for (const fact of facts[kind]) {
      const value = dimensions[name].valueOf(subjectOf(fact));
      const part = value && parts.get(value.id);
      if (part) (part.facts[kind] as unknown[]).push(fact);
    }
  }
  return [...parts.values()];
}

type Writable = { -readonly [Kind in keyof BookFacts]: BookFacts[Kind][number][] };

type Fact = Pick<BookEvent, 'customer' | 'period'>;

function subjectOf({ customer, period }: Fact): Subject {
  return { customer, product: period?.product ?? null };
}

/** Every value of a dimension that occurs among purchases and trials. */
export function valuesOf({ purchases, trials }: BookFacts, name: DimensionName): DimensionValue[] {
  const values = new Map<string, DimensionValue>();
  for (const fact of [...purchases, ...trials]) {
    const value = dimensions[name].valueOf(subjectOf(fact));
    if (value) values.set(value.id, value);
  }
  return [...values.values()];
}
