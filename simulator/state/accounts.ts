import type { StoreName } from '../book/catalogue.js';

/** A RevenueCat user: who signs in at the consent page. OAuth tokens act for a developer. */
export interface Developer {
  id: string;
  name: string;
  email: string;
  /** RevenueCat projects this developer owns or collaborates on, in listing order. */
  projectIds: string[];
}

/** A RevenueCat project. Its apps, products and whole book follow from `id`, `seed`, `stores` and `createdAt`. */
export interface RevenueCatProject {
  id: string;
  name: string;
  seed: string;
  /** Milliseconds; the book starts on this UTC day. */
  createdAt: number;
  /** One app per store. */
  stores: StoreName[];
}
