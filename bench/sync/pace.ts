import type { BenchAccount, FinishedRun } from './account.js';

/** How long one account's sync took beside the least that RevenueCat's limit allows; milliseconds. */
export interface Pace {
  readonly name: string;
  readonly perMinute: number;
  readonly calls: number;
  readonly took: number;
  /** Calls ÷ allowed rate. */
  readonly atRate: number;
  /** If each call had been sent at the first moment at which no minute would hold too many. */
  readonly atOnce: number;
}

/** A first sync that meets an unused limit, and one that is asked for right after it and meets a used one. */
export async function measurePace(account: BenchAccount, perMinute: number, minute: number): Promise<Pace[]> {
  const paces: Pace[] = [];
  for (const name of ['first sync', 'sync now right after it']) {
    const run = name === 'first sync' ? await account.firstRun() : await account.syncNow();
    const all = await account.chartCalls();
    paces.push({
      name,
      perMinute,
      ...paceOf(
        run,
        all.map(({ at }) => at),
        perMinute,
        minute,
      ),
    });
  }
  return paces;
}

function paceOf(run: FinishedRun, all: readonly number[], perMinute: number, minute: number) {
  const calls = run.requests.filter(({ domain }) => domain === 'charts_metrics').length;
  const sent = all.filter((at) => at < run.begunAt);
  const before = sent.length;
  for (let count = 0; count < calls; count += 1) {
    const blocking = sent.at(-perMinute);
    const free = sent.length < perMinute || blocking === undefined ? run.begunAt : blocking + minute;
    sent.push(Math.max(run.begunAt, free));
  }
  return {
    calls,
    took: run.endedAt - run.begunAt,
    atRate: (calls / perMinute) * minute,
    atOnce: before === sent.length ? 0 : (sent.at(-1) ?? run.begunAt) - run.begunAt,
  };
}
