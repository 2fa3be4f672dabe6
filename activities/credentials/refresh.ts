import { ApplicationFailure } from '@temporalio/common';

import { type Vault, VaultConflict, type Versioned } from '../../clients/vault.js';
import {
  type OAuthClientSettings,
  REFRESH_TOKEN_LIFE,
  refreshTokens,
  type TokenOutcome,
} from '../../revenuecat/oauth.js';
import { missingScopes } from '../../revenuecat/scopes.js';
import type { CredentialRef, RefreshAnswer } from '../../workflows/activities.js';
import { announce, type Announced, conclude, gone, HTTP_TIMEOUT, LEASE, withdraw } from './intent.js';
import { heartbeating, storePair, toStored, untilAnswered } from './keep.js';
import { readStored, type StoredCredential, summaryOf } from './store.js';

/** Milliseconds, where RevenueCat does not say when to come again. */
const UNTIL_NEXT_TRY = 60_000;

type OAuthCredential = Extract<StoredCredential, { kind: 'oauth' }>;

/**
 * Trades the refresh token for a new pair, so that a crash at any instruction costs nothing that can be saved.
 *
 * The intent is written before the send: it proves that Vault takes writes before a token is spent, and tells the next
 * attempt that a send may be in the air. The pair is written with check-and-set right after the answer.
 *
 * @param knownVersion what the workflow knows; a newer version in Vault is adopted without a send.
 * @throws {ApplicationFailure} `CredentialGone` if the credential is being deleted.
 */
export function refreshCredential(
  vault: Vault,
  settings: OAuthClientSettings,
  input: CredentialRef & { readonly knownVersion: number },
): Promise<RefreshAnswer> {
  return heartbeating(async () => {
    const current = await readStored(vault, input);
    if (current === null) return { kind: 'missing' };
    if (current.version > input.knownVersion || current.data.kind !== 'oauth')
      return refreshed(input, current);

    const announced = await announce(vault, input, current.version);
    if ('wait' in announced) return { kind: 'later', wait: announced.wait };
    const signal = AbortSignal.timeout(HTTP_TIMEOUT);
    const outcome = await refreshTokens(settings, current.data.refresh_token, signal);
    return settle(vault, input, { version: current.version, data: current.data }, outcome, announced);
  });
}

async function settle(
  vault: Vault,
  ref: CredentialRef,
  current: Versioned<OAuthCredential>,
  outcome: TokenOutcome,
  announced: Announced,
): Promise<RefreshAnswer> {
  switch (outcome.kind) {
    case 'granted': {
      const { data } = current;
      const stored = toStored(outcome.pair, Date.now(), {
        refreshToken: data.refresh_token,
        scopes: data.scopes,
      });
      const newest = await storeOrAdopt(vault, ref, stored, current.version);
      if (newest === null) throw gone();
      await conclude(vault, ref);
      return refreshed(ref, newest);
    }
    case 'unsent':
      await withdraw(vault, ref, current.version, announced);
      throw transient(`RevenueCat could not be reached (${outcome.reason}).`);
    case 'unknown':
      // The intent stays: its lease has to end before anyone sends again, and it marks the token as possibly spent.
      return { kind: 'later', wait: LEASE };
    case 'refused':
      if (outcome.error === 'invalid_grant') return judged(vault, ref, current, announced);
      // Not about the grant: our client, RevenueCat's limit, a passing fault.
      await withdraw(vault, ref, current.version, announced);
      if (['invalid_client', 'unauthorized_client'].includes(outcome.error)) return { kind: 'misconfigured' };
      return { kind: 'later', wait: outcome.retryAfter ?? UNTIL_NEXT_TRY };
  }
}

/** `invalid_grant` counts only after Vault was read again. */
async function judged(
  vault: Vault,
  ref: CredentialRef,
  current: Versioned<OAuthCredential>,
  { uncertain }: Announced,
): Promise<RefreshAnswer> {
  const newest = await readStored(vault, ref);
  await conclude(vault, ref);
  if (newest !== null && newest.version > current.version) return refreshed(ref, newest);
  if (uncertain) return { kind: 'dead', cause: 'token_lost' };
  const aged = Date.now() - current.data.obtained_at > REFRESH_TOKEN_LIFE;
  return { kind: 'dead', cause: aged ? 'token_expired' : 'token_revoked' };
}

/** Check-and-set can only fail if somebody stored a newer pair, which then counts, or deleted the path: null. */
async function storeOrAdopt(
  vault: Vault,
  ref: CredentialRef,
  stored: StoredCredential,
  cas: number,
): Promise<Versioned<StoredCredential> | null> {
  try {
    return { version: await storePair(vault, ref, stored, cas), data: stored };
  } catch (error) {
    if (!(error instanceof VaultConflict)) throw error;
    return untilAnswered(() => readStored(vault, ref));
  }
}

function refreshed(ref: CredentialRef, stored: Versioned<StoredCredential>): RefreshAnswer {
  const credential = summaryOf(ref.credentialId, stored);
  const missing = stored.data.kind === 'oauth' ? missingScopes(stored.data.scopes) : [];
  return { kind: 'refreshed', credential, missingScopes: missing };
}

function transient(message: string): ApplicationFailure {
  return ApplicationFailure.retryable(message, 'ProviderTransient');
}
