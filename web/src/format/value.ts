import { formatCount, formatCountCompact } from './counts.js';
import { type Amount, MISSING } from './locale.js';
import { formatMoney, type MoneyStyle } from './money.js';
import { formatRate } from './rates.js';

export type Unit = 'money' | 'count' | 'percent';

/**
 * A metric's value in its unit; a dash when there is none.
 * @param currency ISO 4217 code; used for money only
 */
export function formatValue(
  value: Amount | null,
  unit: Unit,
  currency: string,
  style: MoneyStyle = 'exact',
): string {
  if (value === null) return MISSING;
  switch (unit) {
    case 'money':
      return formatMoney(value, currency, style);
    case 'count':
      return style === 'axis' ? formatCountCompact(value) : formatCount(value);
    case 'percent':
      return formatRate(value);
  }
}
