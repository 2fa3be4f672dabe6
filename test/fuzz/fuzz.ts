import fc from 'fast-check';

import { deliveriesTotal } from '../../api/ingest/metrics.js';
import { connectDatabase } from '../../clients/postgres.js';
import { startTestApi } from '../api/support/api-under-test.js';
import { makeTenant, rowsOf } from '../ingest/tenant.js';
import { openDoor, sendBatch } from './batch.js';
import { processAll } from './processed.js';
import { request } from './requests.js';
import { closeConnections } from './send.js';

/** Requests that are on their way together. */
export const BATCH = 50;

/** Milliseconds; what keeps shrinking from going on for ever. */
const LONGEST = 3 * 60 * 60_000;

export interface FuzzOptions {
  readonly requests: number;
  /** The same seed makes the same requests. */
  readonly seed: number;
  /** After each batch, with how often each status was answered so far. */
  readonly progress?: (sent: number, statuses: ReadonlyMap<number | null, number>) => void;
}

export interface FuzzResult {
  readonly statuses: ReadonlyMap<number | null, number>;
  /** Answers that stand for a fault of ours; they look like 503 to the sender. */
  readonly internalErrors: number;
  /** Rows of a tenant that nobody has the token of; without refusals, which whoever names its account brings about. */
  readonly bystander: Readonly<Record<string, number>>;
}

/**
 * Sends requests of all kinds to a whole api, batch by batch, and processes what they have stored.
 *
 * @throws with the smallest batch that fast-check could find where something is not as it must be.
 */
export async function fuzzWebhooks({ requests, seed, progress }: FuzzOptions): Promise<FuzzResult> {
  const api = await startTestApi({ silent: true });
  const options = { connections: 2, statementTimeout: 20_000, log: api.deps.log };
  const worker = connectDatabase(api.deps.config.DATABASE_URL ?? '', { ...options, role: 'revenue_worker' });
  try {
    const bystander = await makeTenant(api);
    const faultsBefore = await faults();
    const statuses = new Map<number | null, number>();
    let sent = 0;
    const batch = fc.array(request, { minLength: BATCH, maxLength: BATCH, size: 'max' });
    const holds = fc.asyncProperty(batch, async (made) => {
      const { tenant, door } = await openDoor(api, bystander.accounts[0] ?? '');
      const counts = await sendBatch(
        api,
        tenant,
        made.map((make) => make(door)),
      );
      await processAll(worker, tenant);
      for (const [status, count] of counts) statuses.set(status, (statuses.get(status) ?? 0) + count);
      progress?.((sent += made.length), statuses);
    });
    await fc.assert(holds, {
      ...{ seed, numRuns: Math.ceil(requests / BATCH) },
      ...{ interruptAfterTimeLimit: LONGEST, markInterruptAsFailure: true },
    });
    const { events = 0, inbox = 0, quarantine = 0 } = await rowsOf(api, bystander);
    return {
      statuses,
      internalErrors: (await faults()) - faultsBefore,
      bystander: { events, inbox, quarantine },
    };
  } finally {
    closeConnections();
    await worker.close();
    await api.stop();
  }
}

async function faults(): Promise<number> {
  const { values } = await deliveriesTotal.get();
  return values.find(({ labels }) => labels['outcome'] === 'internal-error')?.value ?? 0;
}
