import type { DimensionName } from './facts/dimensions.js';
import type { Facts } from './facts/facts.js';
import type { Choices, SelectorName } from './selectors.js';
import type { MoneyTerms } from './tallies/amounts.js';
import type { ChartVersion } from './tallies/subscriptions.js';

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
  facts: Facts;
  terms: MoneyTerms;
  version: ChartVersion;
  choices: Choices;
  /** Whether cohorts with trials under way are marked incomplete. */
  pendingTrialsIncomplete: boolean;
  /** Milliseconds; the book knows nothing later. */
  asOf: number;
}

/** A period as far as it has come: `until` is its end, or just after `asOf` while it runs. Milliseconds. */
export interface ObservedPeriod {
  start: number;
  end: number;
  until: number;
}

interface Described {
  name: string;
  displayName: string;
  description: string;
  category: 'revenue' | 'subscriptions' | 'trials' | 'customers';
  /** The last part of its documentation's address. */
  page: string;
  selectors: readonly SelectorName[];
  /** What it can be filtered by. */
  filters: readonly DimensionName[];
  /** What it can be segmented by; nothing for movements and tables. */
  segments: readonly DimensionName[];
}

/** A value per measure and period of time. */
export interface SeriesChart extends Described {
  kind: 'series';
  measures(choices: Choices, version: ChartVersion): Measure[];
  /** One value per measure; null where there is nothing to divide by. */
  point(context: ChartContext, period: ObservedPeriod): (number | null)[];
  /** Whether a period that is over may still change in the ordinary course of things. */
  unsettled?(context: ChartContext, period: ObservedPeriod): boolean;
}

/** What became of those who began in each period, by how long ago: a value per cohort and age. */
export interface TableChart extends Described {
  kind: 'table';
  /** The ages, and first of all the size of the cohort. */
  measures(choices: Choices): Measure[];
  row(context: ChartContext, cohort: ObservedPeriod): { value: number | null; incomplete: boolean }[];
}

/** How things stand now, by a state that subscriptions are in. */
export interface StatusChart extends Described {
  kind: 'status';
  measures(): Measure[];
  states(facts: Facts): { id: string; displayName: string; facts: Facts }[];
  now(context: ChartContext): (number | null)[];
}

/** A chart of RevenueCat's Charts API. One file each; the registry lists them. */
export type ChartDefinition = SeriesChart | TableChart | StatusChart;

export function money(displayName: string, description: string, summary: readonly Aggregate[]): Measure {
  return { displayName, description, unit: '$', decimalPrecision: 2, summary };
}

export function count(displayName: string, description: string, summary: readonly Aggregate[]): Measure {
  return { displayName, description, unit: '#', decimalPrecision: 0, summary };
}

export function percent(displayName: string, description: string): Measure {
  return { displayName, description, unit: '%', decimalPrecision: 2, summary: ['average'] };
}

/** Aggregates of what is counted over time, and of what is looked at from time to time. */
export const flow: readonly Aggregate[] = ['average', 'total'];
export const snapshot: readonly Aggregate[] = ['average'];
