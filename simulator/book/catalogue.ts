import { MINUTE } from '../clock.js';
import type { RevenueCatProject } from '../state/accounts.js';
import { type ProductTemplate, productTemplates } from './products.js';
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

/** What a product sells: access for some time, with or without an offer to begin with, or something once. */
export interface Product extends Omit<ProductTemplate, 'slug' | 'basePlan'> {
  id: string;
  app: App;
  /** The store's own name of it: webhooks' `product_id`. Not unique within a RevenueCat project. */
  storeIdentifier: string;
}

export const storeLabels: Record<StoreName, string> = {
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
  return productTemplates.map(({ slug, basePlan, ...rest }) => ({
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
