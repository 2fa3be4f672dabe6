import { type Amount, formatAmount, PAGE_LOCALE } from './locale.js';

/** `tile`: no decimals from 1,000 on; `exact`: as the currency has them; `axis`: compact, such as `$48K`. */
export type MoneyStyle = 'tile' | 'exact' | 'axis';

const formats = new Map<string, Intl.NumberFormat>();

function moneyFormat(currency: string, style: 'whole' | 'exact' | 'axis'): Intl.NumberFormat {
  const key = `${currency} ${style}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat(PAGE_LOCALE, {
    style: 'currency',
    currency,
    signDisplay: 'negative',
    ...(style === 'whole' && { maximumFractionDigits: 0 }),
    ...(style === 'axis' && { notation: 'compact', maximumSignificantDigits: 3 }),
  });
  formats.set(key, format);
  return format;
}

/**
 * Money as people read it.
 * @param amount decimal string, such as `48210.00`
 * @param currency ISO 4217 code
 */
export function formatMoney(amount: Amount, currency: string, style: MoneyStyle = 'exact'): string {
  const whole = style === 'tile' && Math.abs(Number(amount)) >= 1000;
  return formatAmount(moneyFormat(currency, whole ? 'whole' : style === 'tile' ? 'exact' : style), amount);
}

/** US dollars with their country, for money that stands beside another currency: `US$39.99`. */
export function formatUsd(amount: Amount): string {
  return formatMoney(amount, 'USD').replace('$', 'US$');
}
