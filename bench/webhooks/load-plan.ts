import type { Tenant } from './tenants.js';

/** What the load generator is to do. */
export interface LoadPlan {
  readonly port: number;
  readonly tenants: readonly Tenant[];
  /** Whose turn it is, as indexes of `tenants`, over and over. */
  readonly turns: readonly number[];
  /** Ids of events are `<prefix>-<n>`. */
  readonly prefix: string;
  readonly count: number;
  /** Events a second by the clock; null for as fast as they are taken, for at most `seconds`. */
  readonly rate: number | null;
  readonly seconds?: number;
}

/** Arrays are indexed by the event's number, and as long as events were sent. */
export interface LoadResult {
  /** When each should have been sent; milliseconds since 1970. */
  intended: Float64Array;
  /** From then until the answer 200, in milliseconds; NaN for what was not accepted. */
  latencies: Float64Array;
  readonly tenants: Uint8Array;
  /** By status or error code. */
  readonly failures: Record<string, number>;
  seconds: number;
  /** Of the generator itself. */
  cpuSeconds: number;
}

/** Each once, in the same order always. */
export const evenTurns = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** All once, and the last one `times` times, spread over the round. */
export function unevenTurns(count: number, times: number): number[] {
  const turns: number[] = [];
  for (let index = 0, loud = 0; index < count - 1; index += 1) {
    turns.push(index);
    for (; loud < (times * (index + 1)) / (count - 1); loud += 1) turns.push(count - 1);
  }
  return turns;
}

let prefixes = 0;

export function newPrefix(): string {
  prefixes += 1;
  return `${Date.now().toString(36)}-${prefixes}`;
}
