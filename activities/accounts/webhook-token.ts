import { type StoredTokens, tokenInForce, webhookTokenHash } from '../../clients/webhook-tokens.js';
import type { WorkerDeps } from '../deps.js';

/** @returns the project's webhook token; null when there is none, or Vault has lost it. */
export async function readTokenInForce(
  { vault, database }: Pick<WorkerDeps, 'vault' | 'database'>,
  projectId: string,
): Promise<string | null> {
  const stored = await vault.read<StoredTokens>('webhook-tokens', projectId);
  const layer = await database.prisma.revenue_layers.findUnique({ where: { project_id: projectId } });
  return tokenInForce(stored?.data ?? null, layer?.webhook_token_hash);
}

/**
 * Notes that RevenueCat has this token for the account's webhook, or refused it. With the last account of the project for
 * which that is so the overlap of the rotation begins: the token before ends by then, and never later than it was to.
 */
export async function noteRegisteredToken(
  { database }: Pick<WorkerDeps, 'database'>,
  { projectId, accountId }: { readonly projectId: string; readonly accountId: string },
  token: string,
): Promise<void> {
  await database.prisma.revenuecat_accounts.updateMany({
    where: { project_id: projectId, id: accountId },
    data: { registered_token_hash: new Uint8Array(webhookTokenHash(token)) },
  });
  // A statement of its own: of two accounts noted at the same time, one sees both.
  await database.prisma.$executeRaw`
    update revenue_layers layer
    set previous_valid_until = now() + overlap_seconds * interval '1 second'
    where project_id = ${projectId}
      and previous_valid_until > now() + overlap_seconds * interval '1 second'
      and not exists (
        select 1 from revenuecat_accounts account
        where account.project_id = layer.project_id
          and manage_webhook and status in ('connected', 'paused')
          and registered_token_hash is distinct from layer.webhook_token_hash)`;
}
