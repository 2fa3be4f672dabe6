import type { Vault, Versioned } from '../../clients/vault.js';
import { type StoredTokens, tokenInForce } from '../../clients/webhook-tokens.js';
import { newSecret } from '../auth/secrets.js';
import type { InstalledLayer } from './lock.js';

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
  const inForce = tokenInForce(stored?.data ?? null, layer?.webhook_token_hash);
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
