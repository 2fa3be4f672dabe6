import type { revenueTypes } from '../book/revenue-type.js';

export type SelectorName =
  | 'revenue_type'
  | 'conversion_timeframe'
  | 'customer_lifetime'
  | 'cohorting_date'
  | 'measure'
  | 'period_resolution';

interface Option {
  id: string;
  displayName: string;
}

export interface Selector {
  displayName: string;
  default: string;
  options: readonly Option[];
}

/** Chosen selector options, defaults included. */
export type Choices = Partial<Record<SelectorName, string>>;

const windows = [3, 7, 14, 30, 60, 90, 180, 365];
const windowOptions = [
  ...windows.map((days) => ({ id: `${days}_days`, displayName: `${days} days` })),
  { id: 'unbounded', displayName: 'Unbounded' },
];
const revenueOptions = [
  { id: 'revenue', displayName: 'Revenue' },
  { id: 'revenue_net_of_taxes', displayName: 'Revenue (net of taxes)' },
  { id: 'proceeds', displayName: 'Proceeds' },
] satisfies (Option & { id: (typeof revenueTypes)[number] })[];

/** RevenueCat's user selectors ("Charts, options", `user_selectors`). */
export const selectors: Record<SelectorName, Selector> = {
  revenue_type: { displayName: '', default: 'revenue', options: revenueOptions },
  conversion_timeframe: { displayName: 'Conversion timeframe', default: '7_days', options: windowOptions },
  customer_lifetime: { displayName: 'Customer lifetime', default: '30_days', options: windowOptions },
  cohorting_date: {
    displayName: 'Cohort',
    default: 'new_customers',
    options: [
      { id: 'new_customers', displayName: 'New Customers' },
      { id: 'initial_conversions', displayName: 'Initial Conversions' },
      { id: 'new_paying_customers', displayName: 'New Paying Customers' },
    ],
  },
  measure: {
    displayName: 'Measure',
    default: 'revenue',
    options: [
      ...revenueOptions,
      { id: 'realized_ltv', displayName: 'Realized LTV' },
      { id: 'realized_ltv_per_customer', displayName: 'Realized LTV / Customer' },
      { id: 'retained_subscriptions', displayName: 'Retained Subscriptions' },
    ],
  },
  period_resolution: {
    displayName: 'Period',
    default: 'month',
    options: [{ id: 'month', displayName: 'Month' }],
  },
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
