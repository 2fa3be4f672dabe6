import type { StoreName } from './catalogue.js';
import { hexFor } from './random.js';

/** Transaction ids in each store's own style; the first one of a subscription is its original id. */
export function transactionIdFor(store: StoreName, customerKey: string, ordinal: number): string {
  switch (store) {
    case 'app_store':
      return `2${digitsFor(`${customerKey}/${ordinal}`, 14)}`;
    case 'play_store': {
      const digits = digitsFor(customerKey, 17);
      const order = `GPA.${digits.slice(0, 4)}-${digits.slice(4, 8)}-${digits.slice(8, 12)}-${digits.slice(12)}`;
      return ordinal === 0 ? order : `${order}..${ordinal - 1}`;
    }
    case 'stripe':
      return `in_${hexFor(`${customerKey}/${ordinal}`, 24)}`;
    case 'rc_billing':
      return `txRcb${hexFor(`${customerKey}/${ordinal}`, 20)}`;
  }
}

function digitsFor(key: string, length: number): string {
  return [...hexFor(key, length)].map((digit) => parseInt(digit, 16) % 10).join('');
}
