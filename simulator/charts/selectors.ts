import { revenueTypes } from '../book/measures/revenue.js';

export type SelectorName = 'revenue_type' | 'conversion_timeframe' | 'customer_lifetime';

export interface Selector {
  displayName: string;
  default: string;
  options: { id: string; displayName: string }[];
}

/** Chosen selector options, defaults included. */
export type Choices = Partial<Record<SelectorName, string>>;

const windows = [3, 7, 14, 30, 60, 90, 180, 365];
const windowOptions = [
  ...windows.map((days) => ({ id: `${days}_days`, displayName: `${days} days` })),
  { id: 'unbounded', displayName: 'Unbounded' },
];

/** RevenueCat's user selectors ("Charts, options", `user_selectors`). */
export const selectors: Record<SelectorName, Selector> = {
  revenue_type: {
    displayName: 'Revenue type',
    default: 'revenue',
    options: revenueTypes.map((id) => ({ id, displayName: labelOf(id) })),
  },
  conversion_timeframe: { displayName: 'Conversion timeframe', default: '7_days', options: windowOptions },
  customer_lifetime: { displayName: 'Customer lifetime', default: '30_days', options: windowOptions },
};

/** Days of a window such as `7_days`; null if unbounded. */
export function windowDays(option: string | undefined): number | null {
  const days = /^(\d+)_days$/.exec(option ?? '')?.[1];
  return days === undefined ? null : Number(days);
}

/** How a window stands in measure names: `(7 days)`, `(Unbounded)`. */
export function windowSuffix(option: string | undefined): string {
  return `(${windowOptions.find(({ id }) => id === option)?.displayName ?? 'Unbounded'})`;
}

function labelOf(id: string): string {
  const words = id.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
