import { newId } from '../../clients/ids.js';
import type { Prisma } from '../../prisma/generated/client.js';
import type { Difference } from '../../workflows/differences.js';
import type { WorkerDeps } from '../deps.js';

type Transaction = Prisma.TransactionClient;

/** Locks, calls to Temporal and Vault, in milliseconds; below the time-out of the activity. */
const TRANSACTION = { maxWait: 10_000, timeout: 45_000 };

export interface Repair<Found> {
  /** The second look: what the act needs, or null if the very same difference is no longer there. Locks its rows. */
  readonly lookAgain: (tx: Transaction) => Promise<Found | null>;
  /** Safe to repeat. */
  readonly act: (found: Found, tx: Transaction) => Promise<void>;
}

/**
 * Looks once more and repairs, in one transaction: its row first, which proves that Postgres takes writes, then the act.
 * A repair that fails leaves no row; one whose commit is lost is found done by the next look.
 *
 * @returns whether it was repaired; false where the difference is gone.
 */
export async function repair<Found>(
  { database, log }: Pick<WorkerDeps, 'database' | 'log'>,
  { kind, projectId, subject }: Difference,
  { lookAgain, act }: Repair<Found>,
): Promise<boolean> {
  const row = { id: newId('repair'), kind, project_id: projectId, subject };
  const repaired = await database.prisma.$transaction(async (tx) => {
    const found = await lookAgain(tx);
    if (found === null) return false;
    await tx.reconciler_repairs.create({ data: row });
    await act(found, tx);
    return true;
  }, TRANSACTION);
  if (repaired) log.warn(row, 'reconciler.repaired');
  return repaired;
}
