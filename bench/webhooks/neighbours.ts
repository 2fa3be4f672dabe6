import { setTimeout as delay } from 'node:timers/promises';

import { percentile } from '../statistics.js';
import type { Child } from './child.js';
import { evenTurns, newPrefix, unevenTurns } from './load-plan.js';
import { processedTimes, sendLoad } from './measure.js';
import type { Stand } from './stand.js';

/** How often the loud project sends for each event of a neighbour. */
export const TIMES = 20;

/** Milliseconds: 99th percentiles of the neighbours' answers, and of their events until processed. */
export interface Neighbourhood {
  readonly quiet: { readonly ack: number; readonly processed: number };
  readonly loud: { readonly ack: number; readonly processed: number };
}

/**
 * Sends for all but one project, then the same again beside one that sends twenty times as much; twice each, in turns.
 *
 * @param rate events a second while the loud one sends, all together.
 */
export async function loudNeighbour(
  load: Child,
  stand: Stand,
  { rate, seconds }: { readonly rate: number; readonly seconds: number },
): Promise<Neighbourhood> {
  const all = stand.tenants.length;
  const others = all - 1;
  const send = async (isLoud: boolean) => {
    const own = isLoud ? rate : (rate * others) / (others + TIMES);
    const count = Math.round(own * seconds);
    const prefix = newPrefix();
    const turns = isLoud ? unevenTurns(all, TIMES) : evenTurns(others);
    const result = await sendLoad(load, stand, { count, rate: own, turns, prefix });
    const times = await processedTimes(stand, { prefix, count, within: 6_000 });
    const isNeighbour = (_: number, n: number) => result.tenants[n] !== all - 1;
    const untilProcessed = times.map((time, n) => time - (result.intended[n] ?? 0));
    await delay(200);
    return {
      acks: [...result.latencies].filter(isNeighbour),
      processed: [...untilProcessed].filter(isNeighbour),
    };
  };
  await send(true);
  const runs = { quiet: [await send(false)], loud: [await send(true)] };
  runs.quiet.push(await send(false));
  runs.loud.push(await send(true));
  const p99 = (samples: typeof runs.quiet) => ({
    ack: percentile(
      samples.flatMap(({ acks }) => acks),
      0.99,
    ),
    processed: percentile(
      samples.flatMap(({ processed }) => processed),
      0.99,
    ),
  });
  return { quiet: p99(runs.quiet), loud: p99(runs.loud) };
}
