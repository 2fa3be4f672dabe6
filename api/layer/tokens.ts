import type { Vault, Versioned } from '../../clients/vault.js';
import { newSecret, sameBytes, sha256 } from '../auth/secrets.js';
import type { InstalledLayer } from './lock.js';

/**
 * What Vault holds of a project's webhook tokens. Vault is written before Postgres, so after a death in between it may
 * be one rotation ahead: the hash in Postgres decides which of the two is in force.
 */
interface StoredTokens {
  readonly token: string;
  readonly previous?: string;
}

export type TokenStore = Pick<Vault, 'read' | 'write' | 'destroy'>;

/** Tokens as stored, and the one among them that is in force by Postgres; null if Vault has lost it. */
export interface TokensInVault {
  readonly version: number;
  readonly inForce: string | null;
  /** Vault holds the token in force as its newest: nothing was interrupted. */
  readonly settled: boolean;
}

export const newWebhookToken = (): string => newSecret('rlwh_');

export async function readTokens(
  vault: TokenStore,
  projectId: string,
  layer: Pick<InstalledLayer, 'webhook_token_hash'> | null,
): Promise<TokensInVault> {
  const stored: Versioned<StoredTokens> | null = await vault.read('webhook-tokens', projectId);
  const candidates = stored === null ? [] : [stored.data.token, stored.data.previous];
  const inForce =
    candidates.find(
      (token) => token !== undefined && layer !== null && sameBytes(sha256(token), layer.webhook_token_hash),
    ) ?? null;
  return {
    version: stored?.version ?? 0,
    inForce,
    settled: inForce !== null && inForce === stored?.data.token,
  };
}

/** @param version of what is replaced: nobody else may have written in between. */
export async function writeTokens(
  vault: TokenStore,
  projectId: string,
  tokens: StoredTokens,
  version: number,
): Promise<void> {
  await vault.write('webhook-tokens', projectId, tokens, version);
}

export async function destroyTokens(vault: TokenStore, projectId: string): Promise<void> {
  await vault.destroy('webhook-tokens', projectId);
}
