import type { Prisma } from '../../prisma/generated/client.js';
import type { CredentialRef } from '../../workflows/activities.js';
import type { WorkerDeps } from '../deps.js';
import { askAccount } from './live-workflows.js';

/** `unknown`: an account of the project cannot be asked now, and may hold it. */
export type CredentialOwner = { readonly accountId: string } | 'nobody' | 'unknown';

/**
 * Which account a credential belongs to. A workflow takes a credential over before its row says so, and keeps the one it
 * replaced until that is deleted, so rows alone do not tell: every account of the project is asked.
 */
export async function ownerOfCredential(
  deps: WorkerDeps,
  db: Prisma.TransactionClient,
  { projectId, credentialId }: CredentialRef,
): Promise<CredentialOwner> {
  const accounts = await db.revenuecat_accounts.findMany({
    where: { project_id: projectId, status: { not: 'disconnected' } },
    select: { id: true, credential_id: true },
  });
  const byRow = accounts.find(({ credential_id }) => credential_id === credentialId);
  if (byRow !== undefined) return { accountId: byRow.id };
  for (const { id: accountId } of accounts) {
    const state = await askAccount(deps, accountId);
    if (state === null) return 'unknown';
    const held = [state.credential.id, ...state.retiredCredentialIds];
    if (held.includes(credentialId)) return { accountId };
  }
  return 'nobody';
}
