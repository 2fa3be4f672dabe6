import type { StoreName } from './catalogue.js';
import type { Period } from './event.js';
import { hexFor } from './random.js';

/** A period's transaction id in its store's own style. */
export function transactionIdFor(store: StoreName, customerKey: string, period: Period): string {
  return idFor(store, customerKey, period.ordinal, period.originalOrdinal);
}

/** The id of the first transaction of the subscription a period belongs to. */
export function originalTransactionIdFor(store: StoreName, customerKey: string, period: Period): string {
  return idFor(store, customerKey, period.originalOrdinal, period.originalOrdinal);
}

function idFor(store: StoreName, customerKey: string, ordinal: number, original: number): string {
  switch (store) {
    case 'app_store':
      return `2${digitsFor(`${customerKey}/${ordinal}`, 14)}`;
    case 'play_store': {
      const digits = digitsFor(original === 0 ? customerKey : `${customerKey}/order/${original}`, 17);
      const order = `GPA.${digits.slice(0, 4)}-${digits.slice(4, 8)}-${digits.slice(8, 12)}-${digits.slice(12)}`;
      return ordinal === original ? order : `${order}..${ordinal - original - 1}`;
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
