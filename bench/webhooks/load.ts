import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

import { renewalBody } from './event-body.js';
import { PATH } from './handler.js';
import type { LoadPlan, LoadResult } from './load-plan.js';

/** The load generator, a process of its own. */
process.on('message', (plan: LoadPlan) => {
  void run(plan).then((result) => process.send?.(result));
});
process.once('SIGTERM', () => process.exit());
// The channel to its parent does not keep it alive.
setInterval(() => undefined, 60_000);
process.send?.({});

const CONNECTIONS = 64;
/** No matter what, a plan is over this many seconds after its last send. */
const PATIENCE = 10_000;

async function run(plan: LoadPlan): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const { count } = plan;
  const result: LoadResult = {
    intended: new Float64Array(count),
    latencies: new Float64Array(count).fill(Number.NaN),
    tenants: new Uint8Array(count),
    failures: {},
    seconds: 0,
    cpuSeconds: 0,
  };
  const cpu = process.cpuUsage();
  const started = performance.now();
  let answered = 0;
  const send = (n: number, intended: number) =>
    deliver(plan, n, agent, result)
      .then((failure) => {
        if (failure === null) result.latencies[n] = performance.now() - intended;
        else result.failures[failure] = (result.failures[failure] ?? 0) + 1;
      })
      .finally(() => (answered += 1));
  const sent =
    plan.rate === null ? await closedLoop(plan, result, send) : await openLoop(plan, plan.rate, result, send);
  for (const end = performance.now() + PATIENCE; answered < sent && performance.now() < end;) await delay(2);
  result.seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  result.cpuSeconds = (user + system) / 1e6;
  agent.destroy();
  result.intended = result.intended.slice(0, sent);
  result.latencies = result.latencies.slice(0, sent);
  return result;
}

type Send = (n: number, intended: number) => Promise<unknown>;

/** Each connection sends its next one once the last is answered: as fast as the server takes them. @returns how many. */
async function closedLoop(
  { count, seconds }: LoadPlan,
  { intended }: LoadResult,
  send: Send,
): Promise<number> {
  const end = performance.now() + (seconds ?? Infinity) * 1_000;
  let next = 0;
  const line = async () => {
    while (next < count && performance.now() < end) {
      const n = next++;
      const now = performance.now();
      intended[n] = performance.timeOrigin + now;
      await send(n, now);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, line));
  return next;
}

/** Sends by the clock, whatever the server does; time is counted from the moment each should have been sent. */
async function openLoop(
  { count }: LoadPlan,
  rate: number,
  { intended }: LoadResult,
  send: Send,
): Promise<number> {
  const start = performance.now();
  for (let n = 0; n < count;) {
    for (const due = ((performance.now() - start) * rate) / 1_000; n < count && n <= due; n += 1) {
      const at = start + (n * 1_000) / rate;
      intended[n] = performance.timeOrigin + at;
      void send(n, at);
    }
    await delay(1);
  }
  return count;
}

/** @returns null, or why it was not accepted. */
function deliver(plan: LoadPlan, n: number, agent: Agent, { tenants }: LoadResult): Promise<string | null> {
  const index = plan.turns[n % plan.turns.length] ?? 0;
  const tenant = plan.tenants[index];
  if (tenant === undefined) throw new Error(`There is no tenant ${index}.`);
  tenants[n] = index;
  const body = renewalBody(`${plan.prefix}-${n}`, n, `app${index}`, Date.now());
  return new Promise((resolve) => {
    const sent = request(
      {
        agent,
        method: 'POST',
        host: '127.0.0.1',
        port: plan.port,
        path: `${PATH}?account=${tenant.accountId}`,
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
          Authorization: `Bearer ${tenant.token}`,
        },
      },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode === 200 ? null : String(response.statusCode)));
        response.once('error', () => resolve('broken'));
      },
    );
    sent.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    sent.end(body);
  });
}
