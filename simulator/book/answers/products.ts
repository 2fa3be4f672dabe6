import type { Book } from '../book.js';
import { bookRevenue } from './money.js';
import { bookActives } from './subscriptions.js';
import { type Asked, termsOf } from './terms.js';

/** Revenue of the days from one to another, and active subscriptions at their end, of every product, or of the asked. */
export function bookProducts(book: Book, from: string, to: string, asked: Asked = {}) {
  const { productId } = termsOf(asked);
  const products = book.catalogue.products.filter(({ id }) => productId === null || id === productId);
  return products.map((product) => {
    const own = { ...asked, productId: product.id };
    return { product, revenue: bookRevenue(book, from, to, own), actives: bookActives(book, to, own) };
  });
}
