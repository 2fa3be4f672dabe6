import { Decimal } from 'decimal.js';

import { currencyOf, type DailyMetric, dailyValue, type Parts } from './expected-rows.js';
import { keptMonth } from './kept-month.js';
import type { Ledger, MonthlyMetric } from './ledger/ledger.js';
import { type Day, dayOf, monthOf } from './periods.js';

/** A number and what it is made of; decimal texts. Null without anything to divide by. */
export interface Value {
  readonly value: string | null;
  readonly parts: Parts;
}

type Known = Value & { readonly value: string };

/** An account as a part of a union: what its ledger knew when it was synced last, from the first day it was asked for. */
export class Member {
  readonly accountId: string;
  readonly ledger: Ledger;
  readonly from: Day;
  /** Worked out once: unions ask for the same days again and again. */
  readonly #daily = new Map<string, Known>();

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
  daily(metric: DailyMetric | 'arr', day: Day): Known | null {
    if (day < this.from || day > this.today) return null;
    const key = `${metric} ${day}`;
    const known = this.#daily.get(key) ?? this.#valueOf(metric, day);
    this.#daily.set(key, known);
    return known;
  }

  #valueOf(metric: DailyMetric | 'arr', day: Day): Known {
    if (metric !== 'arr') return dailyValue(this.ledger.day(day), metric);
    const { value } = dailyValue(this.ledger.day(day), 'mrr');
    return { value: new Decimal(value).times(12).toFixed(), parts: null };
  }

  monthly(metric: MonthlyMetric, month: Day): Value | null {
    if (month < monthOf(this.from) || month > this.today) return null;
    const kept = keptMonth(this.ledger, metric, month, this.from);
    if (kept === null) return null;
    const { value, numerator, denominator } = kept;
    return { value, parts: { numerator, denominator } };
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
export function total(values: readonly { readonly value: string | null }[]): string {
  return values.reduce((sum, { value }) => sum.plus(value ?? 0), new Decimal(0)).toFixed();
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
 * decimals, which is far below a cent. One account keeps RevenueCat's own value; those with 0 of 0 add nothing.
 */
export function combined(
  metric: MonthlyMetric,
  values: readonly Value[],
): { value: string | null; parts: Parts } {
  const parts = totalParts(values);
  const counting = values.filter(
    ({ parts: own }) => own?.['numerator'] !== '0' || own['denominator'] !== '0',
  );
  const [only = values[0]] = counting;
  if ((counting.length === 1 || values.length === 1) && only) return { value: only.value, parts };
  const { numerator = '0', denominator = '0' } = parts ?? {};
  if (new Decimal(denominator).isZero()) return { value: null, parts };
  const isMoney = metric.startsWith('ltv');
  const scaled = new Decimal(numerator).times(isMoney ? 1 : 100).div(denominator);
  return { value: (isMoney ? scaled.toDecimalPlaces(4, Decimal.ROUND_HALF_UP) : scaled).toFixed(), parts };
}
