import { createHash } from 'node:crypto';

/**
 * What Vault holds of a project's webhook tokens. Vault is written before Postgres, so after a death in between it may
 * be one rotation ahead: the hash in Postgres decides which of the two is in force.
 */
export interface StoredTokens {
  readonly token: string;
  readonly previous?: string;
}

/** What Postgres keeps of a webhook token. */
export const webhookTokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

/** The token that is in force by its hash; null if there is none, or Vault has lost it. */
export function tokenInForce(
  stored: StoredTokens | null,
  hash: Uint8Array | null | undefined,
): string | null {
  if (stored === null || !hash) return null;
  const tokens = [stored.token, stored.previous];
  return tokens.find((token) => token !== undefined && webhookTokenHash(token).equals(hash)) ?? null;
}
