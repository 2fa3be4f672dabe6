import { MINUTE } from '../clock.js';
import type { RevenueCatProject } from '../state/accounts.js';
import type { Currency } from './money.js';
import { hexFor } from './random.js';

/** Stores as the REST API writes them; webhooks write them in capitals. */
export type StoreName = 'app_store' | 'play_store' | 'stripe' | 'rc_billing';

export interface App {
  id: string;
  projectId: string;
  name: string;
  store: StoreName;
  /** Milliseconds. */
  createdAt: number;
}

/** What a product sells: access for months with or without a trial, or something once. */
export interface Product {
  id: string;
  app: App;
  /** The store's own name of it: webhooks' `product_id`. Not unique within a RevenueCat project. */
  storeIdentifier: string;
  displayName: string;
  /** Months of a period; null for one-time products. */
  months: number | null;
  trialDays: number | null;
  /** Price in minor units of each currency customers pay in. */
  prices: Record<PurchaseCurrency, number>;
}

export type PurchaseCurrency = Extract<Currency, 'USD' | 'EUR' | 'GBP' | 'AUD' | 'CAD' | 'JPY' | 'BRL'>;

/** The products of every app. Two stores may name theirs alike, as real ones do. */
const templates = [
  {
    ...{ slug: 'pro.monthly', basePlan: 'pro:monthly', displayName: 'Pro Monthly', months: 1, trialDays: 7 },
    prices: { USD: 999, EUR: 999, GBP: 899, AUD: 1499, CAD: 1299, JPY: 1500, BRL: 4990 },
  },
  {
    ...{ slug: 'pro.yearly', basePlan: 'pro:yearly', displayName: 'Pro Yearly', months: 12, trialDays: 14 },
    prices: { USD: 5999, EUR: 5999, GBP: 5499, AUD: 8999, CAD: 7999, JPY: 8800, BRL: 29990 },
  },
  {
    ...{
      slug: 'plus.monthly',
      basePlan: 'plus:monthly',
      displayName: 'Plus Monthly',
      months: 1,
      trialDays: null,
    },
    prices: { USD: 1999, EUR: 1999, GBP: 1799, AUD: 2999, CAD: 2599, JPY: 3000, BRL: 9990 },
  },
  {
    ...{
      slug: 'credits.100',
      basePlan: 'credits_100',
      displayName: '100 Credits',
      months: null,
      trialDays: null,
    },
    prices: { USD: 499, EUR: 499, GBP: 449, AUD: 799, CAD: 699, JPY: 800, BRL: 2490 },
  },
] as const;

const storeLabels: Record<StoreName, string> = {
  app_store: 'App Store',
  play_store: 'Play Store',
  stripe: 'Stripe',
  rc_billing: 'Web Billing',
};

export interface Catalogue {
  apps: App[];
  products: Product[];
}

/** The apps and products of a RevenueCat project; ids follow from the project's. */
export function catalogueOf(project: RevenueCatProject): Catalogue {
  const apps = project.stores.map((store, index) => ({
    id: `app${hexFor(`${project.id}/${store}`, 10)}`,
    projectId: project.id,
    name: `${project.name} (${storeLabels[store]})`,
    store,
    createdAt: project.createdAt + (index + 1) * MINUTE,
  }));
  return { apps, products: apps.flatMap(productsOf) };
}

function productsOf(app: App): Product[] {
  return templates.map(({ slug, basePlan, ...rest }) => ({
    ...rest,
    id: `prod${hexFor(`${app.id}/${slug}`, 10)}`,
    app,
    storeIdentifier: app.store === 'play_store' ? basePlan : `com.acme.${slug}`,
  }));
}

/** The product of an app by its display name. */
export function productOf(catalogue: Catalogue, app: App, displayName: string): Product {
  const found = catalogue.products.find(
    (product) => product.app.id === app.id && product.displayName === displayName,
  );
  if (!found) throw new RangeError(`${app.name} does not sell ${displayName}`);
  return found;
}
