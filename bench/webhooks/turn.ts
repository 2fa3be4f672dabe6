import { setTimeout as delay } from 'node:timers/promises';

import type { Child } from './child.js';
import { type Contestant, hasWorker } from './contestants.js';
import { newPrefix } from './load-plan.js';
import { type Held, highestRate, processedTimes, sendLoad, type Taken, warmUp } from './measure.js';
import type { Stand, Stands } from './stand.js';
import { percentile } from './statistics.js';
import type { ActionCount, CountActions } from './temporal-actions.js';
import { type Usage, usageBetween, usageNow } from './usage.js';

export interface Lengths {
  /** Seconds of one try of a rate. */
  readonly try: number;
  /** Seconds of the burst, about, and of the steady load. */
  readonly burst: number;
  readonly steady: number;
}

/** What one contestant showed in one round. */
export interface Figures {
  /** Both without a worker beside it. */
  readonly taken: Taken;
  readonly accepted: Held;
  /** With its worker; absent where nothing is stored. */
  readonly processed?: Processed;
}

export interface Processed {
  /** Events a second from the first one sent to the last one processed, sent as fast as they are taken. */
  readonly rate: number;
  readonly usage: Usage;
  /** Events that usage is about. */
  readonly events: number;
  readonly steady: { readonly p50: number; readonly p99: number; readonly processedP99: number };
  readonly actions: ActionCount | null;
}

/** Milliseconds: what is not processed this long after the last one was sent counts as never. */
const PATIENCE = { burst: 6_000, steady: 5_000 };

/** @param before the contestant's highest rate of the last round. */
export async function takeTurn(
  {
    contestant,
    stands,
    load,
    lengths,
    countActions,
  }: {
    readonly contestant: Contestant;
    readonly stands: Stands;
    readonly load: Child;
    readonly lengths: Lengths;
    readonly countActions: CountActions;
  },
  before: number | null,
): Promise<Figures> {
  const accepting = await stands.open({ withWorker: false });
  const taken = await warmUp(load, accepting);
  const accepted = await highestRate(load, accepting, before ?? taken.rate * 0.9, lengths.try);
  await accepting.close();
  if (!hasWorker(contestant)) return { taken, accepted };

  const working = await stands.open({ withWorker: true });
  try {
    const isProduct = contestant.store === 'this project';
    const actions = isProduct ? await countActions(working.tenants) : null;
    const rough = await burst(load, working, 300);
    const count = Math.round(Math.min(6_000, Math.max(300, rough.rate * lengths.burst)));
    const { rate, usage } = await burst(load, working, count);
    const steadyRate = accepted.rate / 2;
    const steadyCount = Math.round(steadyRate * lengths.steady);
    const steady = await steadyLoad(load, working, steadyRate, steadyCount);
    return {
      ...{ taken, accepted },
      processed: {
        ...{ rate, usage, events: count, steady },
        actions: actions === null ? null : await actions(300 + count + steadyCount),
      },
    };
  } finally {
    await working.close();
  }
}

async function burst(load: Child, stand: Stand, count: number): Promise<{ rate: number; usage: Usage }> {
  const before = await usageNow(stand.processes, stand.pool);
  const prefix = newPrefix();
  const { intended } = await sendLoad(load, stand, { count, rate: null, prefix });
  const times = await processedTimes(stand, { prefix, count, within: PATIENCE.burst });
  const usage = usageBetween(before, await usageNow(stand.processes, stand.pool));
  const processed = times.filter((time) => !Number.isNaN(time));
  const seconds = (processed.reduce((one, other) => Math.max(one, other), 0) - (intended[0] ?? 0)) / 1_000;
  return { rate: processed.length === 0 ? 0 : processed.length / seconds, usage };
}

async function steadyLoad(
  load: Child,
  stand: Stand,
  rate: number,
  count: number,
): Promise<Processed['steady']> {
  await delay(200);
  const prefix = newPrefix();
  const { intended, latencies } = await sendLoad(load, stand, { count, rate, prefix });
  const times = await processedTimes(stand, { prefix, count, within: PATIENCE.steady });
  return {
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    processedP99: percentile(
      times.map((time, n) => time - (intended[n] ?? 0)),
      0.99,
    ),
  };
}
