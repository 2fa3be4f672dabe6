import { type Product, storeLabels, type StoreName } from '../../book/catalogue.js';
import type { Customer } from '../../book/customers.js';
import { lengths } from '../../book/lengths.js';

/** What charts can be filtered and segmented by; ids as RevenueCat's chart options write them. */
export const dimensionNames = [
  'product_id',
  'app_id',
  'first_app_id',
  'store',
  'country',
  'product_duration',
] as const;
export type DimensionName = (typeof dimensionNames)[number];

/** Of charts about purchases, and of charts about customers. */
export const purchaseDimensions = ['product_id', 'app_id', 'store', 'country', 'product_duration'] as const;
export const customerDimensions = ['first_app_id', 'country'] as const;

/** One value of a dimension. Names repeat where two apps' stores call their products alike. */
export interface DimensionValue {
  id: string;
  displayName: string;
}

/** What is filtered: something about a customer, mostly about a product, too. */
export interface Subject {
  customer: Customer;
  /** null for a first sighting. */
  product: Product | null;
}

export interface Dimension {
  displayName: string;
  /** Says nothing about somebody who has bought nothing: such a filter leaves the number of customers as it is. */
  ofPurchases: boolean;
  valueOf: (subject: Subject) => DimensionValue | null;
}

/** RevenueCat's name of what has no end. */
const LIFETIME: DimensionValue = { id: 'P200Y', displayName: 'Lifetime' };

export const dimensions: Record<DimensionName, Dimension> = {
  product_id: {
    displayName: 'Product',
    ofPurchases: true,
    valueOf: ({ product }) => product && { id: product.id, displayName: product.storeIdentifier },
  },
  app_id: { displayName: 'App', ofPurchases: false, valueOf: appOf },
  first_app_id: { displayName: 'First app', ofPurchases: false, valueOf: appOf },
  store: {
    displayName: 'Store',
    ofPurchases: true,
    valueOf: ({ product }) => product && storeValue(product.app.store),
  },
  country: {
    displayName: 'First country',
    ofPurchases: false,
    valueOf: ({ customer: { country } }) => ({ id: country, displayName: country }),
  },
  product_duration: {
    displayName: 'Product duration',
    ofPurchases: true,
    valueOf({ product }) {
      if (!product || product.consumable) return null;
      const { length } = product;
      return length ? { id: length, displayName: lengths[length].displayName } : LIFETIME;
    },
  },
};

export function storeValue(store: StoreName): DimensionValue {
  return { id: store, displayName: storeLabels[store] };
}

function appOf({ customer: { app } }: Subject): DimensionValue {
  return { id: app.id, displayName: app.name };
}
