import { setTimeout as delay } from 'node:timers/promises';

import { percentile } from '../statistics.js';
import type { Child } from './child.js';
import { evenTurns, type LoadPlan, type LoadResult, newPrefix } from './load-plan.js';
import type { Stand } from './stand.js';
import { usageBetween, usageNow } from './usage.js';

/** Milliseconds: a rate is held if 99 of 100 are answered 200 within this time of when they should have been sent. */
export const ACK_WITHIN = 250;

/** Until the code is compiled; by count, because a busy machine does little in a second. */
const WARM_UP = { count: 1_000, rate: null, seconds: 4 };
/** In one burst. */
export const MOST_EVENTS = 10_000;

export interface Held {
  /** Events a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

type Wishes = Pick<LoadPlan, 'count' | 'rate'> & Partial<LoadPlan>;

export function sendLoad(load: Child, { port, tenants }: Stand, wishes: Wishes): Promise<LoadResult> {
  const plan: LoadPlan = { port, tenants, turns: evenTurns(tenants.length), prefix: newPrefix(), ...wishes };
  return load.ask<LoadResult>(plan);
}

/** How fast events are taken when each connection sends its next one at once, after a warming up. */
export interface Taken {
  /** Events a second. */
  readonly rate: number;
  /** CPU seconds for 1,000 events. */
  readonly handler: number;
  readonly postgres: number;
}

export async function warmUp(load: Child, stand: Stand): Promise<Taken> {
  await sendLoad(load, stand, WARM_UP);
  const before = await usageNow(stand.processes, stand.pool);
  const { intended, seconds } = await sendLoad(load, stand, {
    count: MOST_EVENTS,
    rate: null,
    seconds: 1.2,
  });
  const { handler, postgres } = usageBetween(before, await usageNow(stand.processes, stand.pool));
  const per1000 = (value: number) => (value / intended.length) * 1_000;
  return { rate: intended.length / seconds, handler: per1000(handler), postgres: per1000(postgres) };
}

/** @returns null if the rate is not held. */
async function tryRate(load: Child, stand: Stand, rate: number, seconds: number): Promise<Held | null> {
  const { latencies } = await sendLoad(load, stand, { count: Math.ceil(rate * seconds), rate });
  const p99 = percentile(latencies, 0.99);
  return p99 <= ACK_WITHIN ? { rate, p50: percentile(latencies, 0.5), p99 } : null;
}

/**
 * Looks for the highest rate that is held, by halving what lies between the highest that was and the lowest that was not. One
 * that is missed is tried once more: what the machine did for somebody else in that second is not the contestant's fault.
 *
 * @param first the rate to try first.
 * @param seconds length of a try.
 */
export async function highestRate(load: Child, stand: Stand, first: number, seconds: number): Promise<Held> {
  let held: Held = { rate: 0, p50: Number.NaN, p99: Number.NaN };
  let notHeld = Infinity;
  for (let tries = 0, rate = first; tries < 5 || (held.rate === 0 && tries < 9); tries += 1) {
    const tried = (await tryRate(load, stand, rate, seconds)) ?? (await tryRate(load, stand, rate, seconds));
    if (tried === null) notHeld = rate;
    else held = tried;
    if (held.rate === 0) rate *= 0.8;
    else if (notHeld === Infinity) rate *= 1.3;
    else rate = (held.rate + notHeld) / 2;
    if (notHeld / held.rate < 1.06) break;
    await delay(100);
  }
  return held;
}

/**
 * When events were processed: the commit of the transaction that wrote it down, by the clock of this machine.
 *
 * @param within milliseconds to wait for the rest.
 * @returns milliseconds since 1970 by the event's number; NaN for what was not processed by then.
 */
export async function processedTimes(
  { pool }: Stand,
  { prefix, count, within }: { readonly prefix: string; readonly count: number; readonly within: number },
): Promise<Float64Array> {
  const processed = `from revenue_events where event_id like $1 and processed_at is not null`;
  for (const end = performance.now() + within; performance.now() < end; await delay(100)) {
    const { rows } = await pool.query<{ found: number }>(`select count(*)::int as found ${processed}`, [
      `${prefix}-%`,
    ]);
    if (rows[0]?.found === count) break;
  }
  const { rows } = await pool.query<{ n: number; at: number }>(
    `select split_part(event_id, '-', 3)::int as n,
       (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8 as at ${processed}`,
    [`${prefix}-%`],
  );
  const times = new Float64Array(count).fill(Number.NaN);
  for (const { n, at } of rows) times[n] = at;
  return times;
}
