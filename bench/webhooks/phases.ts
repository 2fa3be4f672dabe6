import { setTimeout as delay } from 'node:timers/promises';

import { percentile } from '../statistics.js';
import type { Child } from './child.js';
import { newPrefix } from './load-plan.js';
import { MOST_EVENTS, processedTimes, sendLoad } from './measure.js';
import type { Stand } from './stand.js';
import { type Usage, usageBetween, usageNow } from './usage.js';

export interface Burst {
  /** Events a second from the first one sent to the last one processed, or to the end of the wait for it. */
  readonly rate: number;
  readonly usage: Usage;
  /** Events that usage is about. */
  readonly sent: number;
  /** Whether all of them were processed. */
  readonly isComplete: boolean;
}

/** All in milliseconds. */
export interface Steady {
  readonly p50: number;
  readonly p99: number;
  /** Infinity if more than one in a hundred was not processed by the end of the wait. */
  readonly processedP99: number;
}

/** Milliseconds: what is not processed this long after the last one was answered counts as never. */
const PATIENCE = { burst: 6_000, steady: 5_000 };

/** Sends as fast as it is taken, for so many seconds, and waits until all of it is processed. */
export async function burst(load: Child, stand: Stand, seconds: number): Promise<Burst> {
  const before = await usageNow(stand.processes, stand.pool);
  const prefix = newPrefix();
  const started = Date.now();
  const { intended } = await sendLoad(load, stand, { count: MOST_EVENTS, rate: null, seconds, prefix });
  const sent = intended.length;
  const times = await processedTimes(stand, { prefix, count: sent, within: PATIENCE.burst });
  const ended = Date.now();
  const usage = usageBetween(before, await usageNow(stand.processes, stand.pool));
  const processed = times.filter((time) => !Number.isNaN(time));
  const isComplete = processed.length === sent;
  const last = isComplete ? processed.reduce((one, other) => Math.max(one, other), 0) : ended;
  return { rate: (processed.length / (last - started)) * 1_000, usage, sent, isComplete };
}

/** Sends by the clock, and waits until all of it is processed. */
export async function steadyLoad(load: Child, stand: Stand, rate: number, count: number): Promise<Steady> {
  await delay(200);
  const prefix = newPrefix();
  const { intended, latencies } = await sendLoad(load, stand, { count, rate, prefix });
  const times = await processedTimes(stand, { prefix, count, within: PATIENCE.steady });
  const untilProcessed = times.map((time, n) => time - (intended[n] ?? 0));
  return {
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    processedP99: percentile(untilProcessed, 0.99),
  };
}
