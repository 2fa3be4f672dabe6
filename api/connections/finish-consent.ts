import { WorkflowNotFoundError } from '@temporalio/common';

import { inboundPath, type InboundSecret } from '../../clients/inbound.js';
import { VaultConflict } from '../../clients/vault.js';
import type { connections, Prisma } from '../../prisma/generated/client.js';
import { connectionWorkflowId } from '../../workflows/ids.js';
import { codeStoredSignal, consentRefusedSignal } from '../../workflows/messages.js';
import type { ApiDeps } from '../deps.js';
import type { ProblemSlug } from '../http/problems.js';
import { isInstalled } from '../layer/lock.js';
import { withinDeadline, WRITE_WITHIN } from '../temporal/calls.js';
import { TRANSACTION } from '../transaction.js';

/** What the browser brought back from RevenueCat. */
export type Consent =
  | { readonly kind: 'approved'; readonly code: string }
  | {
      readonly kind: 'refused';
      readonly problem: 'access-denied' | 'consent-refused' | 'client-misconfigured';
      readonly detail: string;
    };

/**
 * Uses the state up and passes the consent on: code to Vault, then the signal. All within one transaction, so that a
 * Vault or Temporal that is away leaves the state unused and the approval can be finished by loading the page again.
 *
 * @returns null when passed on, else why this attempt takes no consent any more.
 */
export async function finishConsent(
  deps: ApiDeps,
  row: connections,
  consent: Consent,
): Promise<ProblemSlug | null> {
  const layer = await deps.database.prisma.revenue_layers.findUnique({
    where: { project_id: row.project_id },
  });
  if (!isInstalled(layer)) return 'revenue-layer-not-installed';
  try {
    return await deps.database.prisma.$transaction(async (tx) => {
      const now = new Date();
      const used = await useUp(tx, row, now);
      if (used === null) await passOn(deps, row, consent);
      if (used === null || (await wasPassedOn(tx, row, now))) return null;
      return used;
    }, TRANSACTION);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || error instanceof AttemptOver) return 'attempt-expired';
    throw error;
  }
}

/** Its secrets are gone already: its time was over, or somebody cancelled it. */
class AttemptOver extends Error {}

/** One statement: of two browsers with the same state one wins, and a foreign one never gets here. */
async function useUp(tx: Prisma.TransactionClient, row: connections, now: Date): Promise<ProblemSlug | null> {
  const { project_id, id } = row;
  const { count } = await tx.connections.updateMany({
    where: { ...unusedOf(row), status: 'awaiting_consent', expires_at: { gt: now } },
    data: { state_used_at: now },
  });
  if (count === 1) return null;
  const current = await tx.connections.findUnique({ where: { project_id_id: { project_id, id } } });
  if (current?.state_used_at) return 'approval-already-used';
  return current?.status === 'cancelled' ? 'attempt-expired' : 'consent-expired';
}

/** The api died after the signal and before it committed: the attempt goes on, and so does its owner, once. */
async function wasPassedOn(tx: Prisma.TransactionClient, row: connections, now: Date): Promise<boolean> {
  const { count } = await tx.connections.updateMany({
    where: { ...unusedOf(row), status: { in: ['exchanging', 'awaiting_choice', 'bound'] } },
    data: { state_used_at: now },
  });
  return count === 1;
}

function unusedOf({ project_id, id, state_hash, session_hash, cookie_hash }: connections) {
  return { project_id, id, state_hash, session_hash, cookie_hash, state_used_at: null };
}

async function passOn(deps: ApiDeps, row: connections, consent: Consent): Promise<void> {
  if (consent.kind === 'approved') await storeCode(deps, row, consent.code);
  await withinDeadline(deps, WRITE_WITHIN, (client) => {
    const handle = client.workflow.getHandle(connectionWorkflowId(row.id));
    return consent.kind === 'approved'
      ? handle.signal(codeStoredSignal)
      : handle.signal(consentRefusedSignal, consent.problem, consent.detail);
  });
}

async function storeCode(deps: ApiDeps, row: connections, code: string): Promise<void> {
  const path = inboundPath({ projectId: row.project_id, connectionId: row.id });
  const inbound = await deps.vault.read<InboundSecret>('inbound', path);
  if (inbound === null) throw new AttemptOver();
  const { verifier, sent, code: known } = inbound.data;
  // The page was loaded again because the answer to an earlier signal was lost: that one code is on its way.
  if (sent || known === code) return;
  try {
    await deps.vault.write('inbound', path, { verifier, code }, inbound.version);
  } catch (error) {
    // The attempt writes here only once it has a code, or to delete.
    throw error instanceof VaultConflict ? new AttemptOver() : error;
  }
}
