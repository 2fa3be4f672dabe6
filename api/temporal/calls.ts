import { type Client, isGrpcServiceError } from '@temporalio/client';

import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';

/** Signals and starts are a single durable write. */
export const WRITE_WITHIN = 5_000;
/** A caller has ten seconds; what is left is for Postgres. */
export const ANSWER_WITHIN = 8_500;
/** The SDK sleeps between its own retries; no send happens after the deadline, so waiting longer is in vain. */
const GRACE = 200;

/**
 * One call to Temporal that ends in time.
 *
 * @param milliseconds until the deadline that every request of the call carries.
 * @throws {Problem} `temporal-unavailable` when the deadline has passed; otherwise what the SDK throws.
 */
export async function withinDeadline<T>(
  deps: Pick<ApiDeps, 'temporal'>,
  milliseconds: number,
  call: (client: Client) => Promise<T>,
): Promise<T> {
  const { temporal } = deps;
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Problem('temporal-unavailable')), milliseconds + GRACE);
  });
  const called = temporal.withDeadline(Date.now() + milliseconds, () => call(temporal));
  keepUntilSettled(temporal, called);
  try {
    return await Promise.race([called, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

const unsettled = new WeakMap<Client, Set<Promise<unknown>>>();

function keepUntilSettled(client: Client, call: Promise<unknown>): void {
  const calls = unsettled.get(client) ?? new Set();
  unsettled.set(client, calls.add(call));
  call.catch(() => undefined).finally(() => calls.delete(call));
}

/**
 * Waits for calls that were given up but still sleep before their last retry, a few seconds at most: a connection that
 * is closed under them ends the process with an uncaught error.
 */
export async function callsSettled({ temporal }: Pick<ApiDeps, 'temporal'>): Promise<void> {
  await Promise.allSettled([...(unsettled.get(temporal) ?? [])]);
}

/**
 * Asks Temporal for a sign of life, before locks are taken that others would have to wait for.
 *
 * @throws when it does not answer.
 */
export async function mustAnswer(
  deps: Pick<ApiDeps, 'temporal'>,
  milliseconds = WRITE_WITHIN,
): Promise<void> {
  await withinDeadline(deps, milliseconds, (client) => client.workflowService.getSystemInfo({}));
}

/** Whether Temporal itself answers; tells an absent worker from an absent server. */
export async function temporalAnswers(deps: Pick<ApiDeps, 'temporal'>): Promise<boolean> {
  try {
    await mustAnswer(deps, 1_000);
    return true;
  } catch (error) {
    if (error instanceof Problem || isGrpcServiceError(error)) return false;
    throw error;
  }
}
