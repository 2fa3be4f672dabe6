import { ApplicationFailure, proxyActivities, sleep } from '@temporalio/workflow';

import type { Difference, Look, Patience } from './differences.js';

/** What the reconciler does to the world. `after` is where the look before ended; null for the beginning. */
export interface ReconcilerActivities {
  lookAtAccounts(after: string | null): Promise<Look>;
  lookAtConnections(after: string | null, patience: Patience): Promise<Look>;
  lookAtCredentials(after: string | null, patience: Patience): Promise<Look>;
  lookAtInboundSecrets(after: string | null, patience: Patience): Promise<Look>;
  lookAtSigningSecrets(after: string | null, patience: Patience): Promise<Look>;
  /**
   * Looks once more and repairs what is still the same.
   *
   * @returns whether there was something to repair.
   */
  repairDifference(difference: Difference, patience: Patience): Promise<boolean>;
}

/** How a run went; shown as its result in Temporal UI. */
export interface Reconciled {
  readonly seen: number;
  readonly differences: number;
  readonly repaired: number;
}

type LookAt = (after: string | null, patience: Patience) => Promise<Look>;

const MINUTE = 60_000;
const PATIENCE: Patience = { betweenLooks: 2 * MINUTE, overdue: 5 * MINUTE, orphanAge: 60 * MINUTE };

/** A run takes on so many of each part at most: if Temporal has lost everything, a fleet comes back in waves. */
const MOST_REPAIRS = 1_000;
const REPAIRS_AT_ONCE = 5;

/** More orphans than this, if they are also more than one in five, are taken for a database that is not the right one. */
const PLAUSIBLE_ORPHANS = 20;
const PLAUSIBLE_SHARE = 0.2;

/** Few tries: while a service is away the run fails, and the Schedule starts the next one. */
const activities = proxyActivities<ReconcilerActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '2 seconds', maximumAttempts: 2 },
});

/**
 * Started by a Schedule every five minutes: each account that is not disconnected has a live workflow, each disconnect
 * one that knows of it, each disconnected account none; and no attempt to connect is open without one.
 */
export async function reconcileWorkflows(patience: Partial<Patience> = {}): Promise<Reconciled> {
  return reconcile([activities.lookAtAccounts, activities.lookAtConnections], { ...PATIENCE, ...patience });
}

/** Started by a Schedule every hour: each secret in Vault has an owner. */
export async function reconcileSecrets(patience: Partial<Patience> = {}): Promise<Reconciled> {
  const looks = [
    activities.lookAtCredentials,
    activities.lookAtInboundSecrets,
    activities.lookAtSigningSecrets,
  ];
  return reconcile(looks, { ...PATIENCE, ...patience });
}

/** Looks, waits, looks again at what differed, and repairs what still does. */
async function reconcile(looks: readonly LookAt[], patience: Patience): Promise<Reconciled> {
  let seen = 0;
  const found: Difference[] = [];
  for (const lookAt of looks) {
    const whole = await lookThrough(lookAt, patience);
    mustBePlausible(whole);
    seen += whole.seen;
    found.push(...whole.differences);
  }
  if (found.length === 0) return { seen, differences: 0, repaired: 0 };
  await sleep(patience.betweenLooks, { summary: 'until the second look' });
  return { seen, differences: found.length, repaired: await repairAll(found, patience) };
}

async function lookThrough(lookAt: LookAt, patience: Patience): Promise<Omit<Look, 'next'>> {
  let seen = 0;
  const differences: Difference[] = [];
  let after: string | null = null;
  do {
    const look: Look = await lookAt(after, patience);
    seen += look.seen;
    differences.push(...look.differences);
    after = look.next;
  } while (after !== null && differences.length < MOST_REPAIRS);
  return { seen, differences: differences.slice(0, MOST_REPAIRS) };
}

/**
 * Credentials are the one thing that cannot be made again. A worker with an empty database, or one put back from an old
 * backup, would take every credential for an orphan.
 */
function mustBePlausible({ seen, differences }: Omit<Look, 'next'>): void {
  const orphans = differences.filter(({ kind }) => kind === 'credential_orphaned').length;
  if (orphans <= PLAUSIBLE_ORPHANS || orphans <= seen * PLAUSIBLE_SHARE) return;
  throw ApplicationFailure.nonRetryable(
    `${orphans} of ${seen} credentials seem to belong to nobody; none was deleted. Is this the right database?`,
    'ImplausibleOrphans',
  );
}

/**
 * One activity each, so that one which cannot be repaired keeps no other from it.
 *
 * @throws why the first of those that could not be repaired was not, once all have been tried.
 */
async function repairAll(differences: readonly Difference[], patience: Patience): Promise<number> {
  let repaired = 0;
  const failures: unknown[] = [];
  for (let from = 0; from < differences.length; from += REPAIRS_AT_ONCE) {
    const some = differences.slice(from, from + REPAIRS_AT_ONCE);
    for (const outcome of await Promise.allSettled(some.map((one) => repair(one, patience)))) {
      if (outcome.status === 'rejected') failures.push(outcome.reason);
      else if (outcome.value) repaired += 1;
    }
  }
  if (failures.length > 0) throw failures[0];
  return repaired;
}

function repair(difference: Difference, patience: Patience): Promise<boolean> {
  const { repairDifference } = proxyActivities<ReconcilerActivities>({
    startToCloseTimeout: '1 minute',
    retry: { initialInterval: '2 seconds', maximumAttempts: 3 },
    summary: `${difference.kind} ${difference.subject}`,
  });
  return repairDifference(difference, patience);
}
