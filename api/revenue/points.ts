import { type Amount, Exact } from './amounts.js';
import type { Day } from './days.js';

/** Named parts of a value: `numerator` and `denominator` of a rate, or the kinds that a count consists of. */
export type Parts = Readonly<Record<string, Amount>>;

/** One number of one account, as it was read from RevenueCat. */
export interface MetricPoint {
  /** The day its period begins on. */
  readonly period: Day;
  /** Null for a rate without anything to divide by: its parts say so. */
  readonly value: Amount | null;
  /** False while its period is running, and as long as RevenueCat says that the value will still change. */
  readonly complete: boolean;
  readonly parts: Parts | null;
  /** The complete value we showed before, and until when (ISO 8601). */
  readonly restated: { readonly value: Amount; readonly until: string } | null;
  /** Null where they were not read with it. */
  readonly times: Times | null;
}

/** When RevenueCat computed a number, if it said so, and when we saw it first; ISO 8601. */
export interface Times {
  readonly computed_at: string | null;
  readonly fetched_at: string;
}

/** How an account's numbers of a metric are read. */
export interface Source {
  readonly chart_version: string;
  readonly selectors: Readonly<Record<string, unknown>>;
}

/** What one account adds to a union: its points of one metric, by period, oldest first. */
export interface Member {
  readonly accountId: string;
  readonly points: ReadonlyMap<Day, MetricPoint>;
}

/** A point as the queries hand it over, in JSON; `parts` hold numbers or decimal strings. */
export type StoredPoint = readonly [
  period: Day,
  value: string | null,
  complete: boolean,
  parts: Readonly<Record<string, number | string | null>> | null,
  restatedValue?: string | null,
  restatedUntil?: string | null,
  fetchedAt?: string,
  computedAt?: string | null,
];

/** @param times factor of a derived metric, such as 12 for ARR. */
export function readPoint(point: StoredPoint, times: number): MetricPoint {
  return new ReadPoint(point, times);
}

/** Amounts are made when they are asked for: most points of a history are looked at for their day alone. */
class ReadPoint implements MetricPoint {
  readonly period: Day;
  readonly complete: boolean;
  readonly #stored: StoredPoint;
  readonly #factor: number;

  constructor(stored: StoredPoint, factor: number) {
    [this.period, , this.complete] = stored;
    this.#stored = stored;
    this.#factor = factor;
  }

  get value(): Amount | null {
    const [, value] = this.#stored;
    return value === null ? null : scaled(value, this.#factor);
  }

  get parts(): Parts | null {
    const parts = this.#stored[3];
    return parts === null ? null : readParts(parts);
  }

  get restated(): MetricPoint['restated'] {
    const [, , , , value = null, until = null] = this.#stored;
    if (value === null || until === null) return null;
    return { value: scaled(value, this.#factor), until: isoMoment(until) };
  }

  get times(): Times | null {
    const [, , , , , , fetchedAt, computedAt = null] = this.#stored;
    if (fetchedAt === undefined) return null;
    return {
      computed_at: computedAt === null ? null : isoMoment(computedAt),
      fetched_at: isoMoment(fetchedAt),
    };
  }
}

/** Postgres writes moments into JSON with an offset; answers say `Z`. */
function isoMoment(text: string): string {
  return new Date(text).toISOString();
}

function scaled(value: string, times: number): Amount {
  const amount = new Exact(value);
  return times === 1 ? amount : amount.times(times);
}

/** A part that RevenueCat left empty is no part: nothing may be computed from it. */
function readParts(parts: Readonly<Record<string, number | string | null>>): Parts {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, value]) => (value === null ? [] : [[name, new Exact(value)]])),
  );
}
