import type { BookFacts } from '../book/book.js';
import type { DimensionName } from '../book/dimensions.js';
import type { RevenueType } from '../book/measures/revenue.js';
import type { Currency } from '../book/money.js';
import type { Choices, SelectorName } from './selectors.js';

/** One line of a chart. `summary`: which aggregates make sense for it. */
export interface Measure {
  displayName: string;
  description: string;
  unit: '$' | '#' | '%';
  decimalPrecision: number;
  summary: readonly Aggregate[];
}

export type Aggregate = 'average' | 'total';

/** What a chart computes from. */
export interface ChartContext {
  facts: BookFacts;
  currency: Currency;
  revenueType: RevenueType;
  choices: Choices;
  /** Milliseconds; the book knows nothing later. */
  asOf: number;
}

/** A period as far as it has come: `until` is its end, or just after `asOf` while it runs. Milliseconds. */
export interface ObservedPeriod {
  start: number;
  end: number;
  until: number;
}

/** A chart of RevenueCat's Charts API. One file each; the registry lists them. */
export interface ChartDefinition {
  name: string;
  displayName: string;
  description: string;
  category: 'revenue' | 'subscriptions' | 'trials' | 'customers';
  selectors: readonly SelectorName[];
  /** What it can be segmented by; filters go further, as far as the book knows. */
  dimensions: readonly DimensionName[];
  measures(choices: Choices): Measure[];
  /** One value per measure, money in `currency`; null where there is nothing to divide by. */
  point(context: ChartContext, period: ObservedPeriod): (number | null)[];
  /** Whether a period that is over may still change in the ordinary course of things. */
  unsettled?(context: ChartContext, period: ObservedPeriod): boolean;
}

export function money(displayName: string, description: string, summary: readonly Aggregate[]): Measure {
  return { displayName, description, unit: '$', decimalPrecision: 2, summary };
}

export function count(displayName: string, description: string, summary: readonly Aggregate[]): Measure {
  return { displayName, description, unit: '#', decimalPrecision: 0, summary };
}

export function percent(displayName: string, description: string): Measure {
  return { displayName, description, unit: '%', decimalPrecision: 2, summary: ['average'] };
}
