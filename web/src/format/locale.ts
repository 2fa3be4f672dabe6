/** The pages are written in English, so numbers are too; a mixed page reads worse than a foreign one. */
export const PAGE_LOCALE = 'en';

/** What stands where a number is missing; its reason is said beside it. */
export const MISSING = '–';

/** A number as the API gives it: money as a decimal string, counts and percent as numbers. */
export type Amount = string | number;

/**
 * Formats a decimal string exactly (`Intl` takes it as a mathematical value, never as a float) and gives negative
 * numbers a true minus sign, which is as wide as a digit.
 */
export function formatAmount(format: Intl.NumberFormat, amount: Amount): string {
  return format
    .formatToParts(amount as Intl.StringNumericLiteral)
    .map((part) => (part.type === 'minusSign' ? '−' : part.value))
    .join('');
}
