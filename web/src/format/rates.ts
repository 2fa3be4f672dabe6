import { type Amount, formatAmount, PAGE_LOCALE } from './locale.js';

function percentFormat(
  digits: number,
  signDisplay: 'negative' | 'exceptZero' = 'negative',
): Intl.NumberFormat {
  return new Intl.NumberFormat(PAGE_LOCALE, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay,
  });
}

const oneDecimal = percentFormat(1);
const twoDecimals = percentFormat(2);
const signed = percentFormat(1, 'exceptZero');

/**
 * A rate: `12.3%`, with two decimals below one percent.
 * @param percent percent number as RevenueCat gives it: `12.3` is 12.3%
 */
export function formatRate(percent: Amount): string {
  const size = Math.abs(Number(percent));
  return `${formatAmount(size > 0 && size < 1 ? twoDecimals : oneDecimal, percent)}%`;
}

/** A signed number with one decimal and a true minus sign; what rounds to zero has no sign: `+4.2`, `−6.1`, `0.0`. */
export function formatSigned(value: number): string {
  return formatAmount(signed, value.toFixed(6));
}
