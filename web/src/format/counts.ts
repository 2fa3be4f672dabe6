import { type Amount, formatAmount, PAGE_LOCALE } from './locale.js';

const grouped = new Intl.NumberFormat(PAGE_LOCALE, { maximumFractionDigits: 2, signDisplay: 'negative' });
const compact = new Intl.NumberFormat(PAGE_LOCALE, {
  notation: 'compact',
  maximumSignificantDigits: 3,
  signDisplay: 'negative',
});

/** Grouped, never compact: `9,114`. */
export function formatCount(count: Amount): string {
  return formatAmount(grouped, count);
}

/** For axes: `9.1K`. */
export function formatCountCompact(count: Amount): string {
  return formatAmount(compact, count);
}

/** `1 event`, `2 events`; the plural is the singular with an s unless given. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
