import { Context } from '@temporalio/activity';

import { coerceError } from '../../clients/log.js';
import { type Vault, VaultConflict } from '../../clients/vault.js';
import type { TokenPair } from '../../revenuecat/oauth.js';
import type { CredentialRef } from '../../workflows/activities.js';
import type { StoredCredential } from './store.js';
import { credentialPath } from './store.js';

const RETRY_EVERY = 1_000;

/** The pair in the form it is stored in. @param fallback what holds where the answer is silent. */
export function toStored(
  pair: TokenPair,
  now: number,
  fallback: { refresh: { token: string; obtainedAt: number } | undefined; scopes: readonly string[] },
): StoredCredential {
  const refresh =
    pair.refreshToken === undefined ? fallback.refresh : { token: pair.refreshToken, obtainedAt: now };
  if (refresh === undefined) throw new Error('RevenueCat handed out no refresh token.');
  return {
    kind: 'oauth',
    access_token: pair.accessToken,
    refresh_token: refresh.token,
    access_expires_at: now + pair.expiresIn * 1_000,
    obtained_at: now,
    ...(refresh.obtainedAt !== now && { refresh_obtained_at: refresh.obtainedAt }),
    scopes: pair.scopes ?? fallback.scopes,
  };
}

/**
 * Stores a pair that exists nowhere else, and does not give up while the process lives: RevenueCat has already killed the
 * old one.
 *
 * @param cas the version it replaces.
 * @throws {VaultConflict} when the path has another version by now.
 */
export async function storePair(
  vault: Vault,
  ref: CredentialRef,
  stored: StoredCredential,
  cas: number,
): Promise<number> {
  return untilAnswered(() => vault.write('credentials', credentialPath(ref), stored, cas));
}

/**
 * Repeats what has to be known while a pair, or RevenueCat's judgement, is in hand. A refusal is no reason to stop either:
 * a role that is being replaced answers 403 for a while, and what is in hand exists nowhere else.
 *
 * @throws {VaultConflict}
 */
export async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof VaultConflict) throw error;
      Context.current().log.warn('A token pair waits for Vault.', { reason: coerceError(error).message });
      await new Promise((resolve) => setTimeout(resolve, RETRY_EVERY));
    }
  }
}
