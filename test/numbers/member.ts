import { Decimal } from 'decimal.js';

import { currencyOf, type DailyMetric, dailyValue, type Parts } from './expected-rows.js';
import type { Ledger, MonthlyMetric } from './ledger/ledger.js';
import { type Day, dayOf, monthOf } from './periods.js';

/** A number and what it is made of; decimal texts. */
export interface Value {
  readonly value: string;
  readonly parts: Parts;
}

/** An account as a part of a union: what its ledger knew when it was synced last, from the first day it was asked for. */
export class Member {
  readonly accountId: string;
  readonly ledger: Ledger;
  readonly from: Day;
  /** Worked out once: unions ask for the same days again and again. */
  readonly #daily = new Map<string, Value>();

  constructor(accountId: string, ledger: Ledger, from: Day) {
    this.accountId = accountId;
    this.ledger = ledger;
    this.from = from;
  }

  /** The day on which it was synced last. */
  get today(): Day {
    return dayOf(this.ledger.asOf);
  }

  /** @returns null for a day it has no number for. */
  daily(metric: DailyMetric | 'arr', day: Day): Value | null {
    if (day < this.from || day > this.today) return null;
    const key = `${metric} ${day}`;
    const known = this.#daily.get(key) ?? this.#valueOf(metric, day);
    this.#daily.set(key, known);
    return known;
  }

  #valueOf(metric: DailyMetric | 'arr', day: Day): Value {
    if (metric !== 'arr') return dailyValue(this.ledger.day(day), metric);
    const { value } = dailyValue(this.ledger.day(day), 'mrr');
    return { value: new Decimal(value).times(12).toFixed(), parts: null };
  }

  monthly(metric: MonthlyMetric, month: Day): Value | null {
    if (month < monthOf(this.from) || month > this.today) return null;
    const { value, numerator, denominator } = this.ledger.month(metric, month);
    return value === null ? null : { value, parts: { numerator, denominator } };
  }

  /** Whether it has a number for a day that will not change by itself. */
  isComplete(day: Day): boolean {
    return day >= this.from && this.ledger.isOver(day);
  }

  isCompleteMonth(metric: MonthlyMetric, month: Day): boolean {
    return this.monthly(metric, month) !== null && this.ledger.month(metric, month).complete;
  }

  currencyOf(metric: string): string {
    return currencyOf(metric, this.ledger);
  }
}

/** Exact sum of decimal texts. */
export function total(values: readonly { readonly value: string }[]): string {
  return values.reduce((sum, { value }) => sum.plus(value), new Decimal(0)).toFixed();
}

/** Parts of the same names, added up. */
export function totalParts(values: readonly Value[]): Parts {
  const names = new Set(values.flatMap(({ parts }) => Object.keys(parts ?? {})));
  if (names.size === 0) return null;
  const sumOf = (name: string) => total(values.map(({ parts }) => ({ value: parts?.[name] ?? '0' })));
  return Object.fromEntries([...names].map((name) => [name, sumOf(name)]));
}

/**
 * One rate of several accounts: the sum of the numerators over the sum of the denominators; money rounded half up to four
 * decimals, which is far below a cent. One account keeps RevenueCat's own value.
 */
export function combined(
  metric: MonthlyMetric,
  values: readonly Value[],
): { value: string | null; parts: Parts } {
  const parts = totalParts(values);
  const [only] = values;
  if (values.length === 1 && only) return { value: only.value, parts };
  const { numerator = '0', denominator = '0' } = parts ?? {};
  if (new Decimal(denominator).isZero()) return { value: null, parts };
  const isMoney = metric.startsWith('ltv');
  const scaled = new Decimal(numerator).times(isMoney ? 1 : 100).div(denominator);
  return { value: (isMoney ? scaled.toDecimalPlaces(4, Decimal.ROUND_HALF_UP) : scaled).toFixed(), parts };
}
