import type { ProductRow } from '../../api/types.js';

/** Over how many complete days the page counts what a product earns. */
export const PRODUCT_DAYS = 28;

/** Names a product on the whole page: RevenueCat's ids belong to one account. */
export const productKey = ({ account_id, product_id }: ProductRow): string => `${account_id}/${product_id}`;

/** A product's name, else the store's id of it, else RevenueCat's. */
export const productName = ({ name, store_identifier, product_id }: ProductRow): string =>
  name ?? store_identifier ?? product_id;
