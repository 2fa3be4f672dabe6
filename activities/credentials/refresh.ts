import { ApplicationFailure } from '@temporalio/common';

import { type Vault, VaultConflict, type Versioned } from '../../clients/vault.js';
import { type OAuthClientSettings, refreshTokens, type TokenOutcome } from '../../revenuecat/oauth.js';
import { missingScopes } from '../../revenuecat/scopes.js';
import type { CredentialRef, RefreshAnswer } from '../../workflows/activities.js';
import { announce, conclude, gone, HTTP_TIMEOUT, LEASE } from './intent.js';
import { heartbeating, storePair, toStored } from './keep.js';
import { readStored, type StoredCredential, summaryOf } from './store.js';

/** Refresh tokens live a month ("OAuth setup", Token lifetimes). */
const REFRESH_TOKEN_LIFE = 30 * 24 * 60 * 60_000;

type OAuthCredential = Extract<StoredCredential, { kind: 'oauth' }>;

/**
 * Trades the refresh token for a new pair, so that a crash at any instruction costs nothing that can be saved.
 *
 * The intent is written before the send: it proves that Vault takes writes before a token is spent, and tells the next
 * attempt that a send may be in the air. The pair is written with check-and-set right after the answer.
 *
 * @param knownVersion what the workflow knows; a newer version in Vault is adopted without a send.
 * @throws {ApplicationFailure} `ProviderTransient` or `LeaseHeld`, with the time to try again.
 */
export function refreshCredential(
  vault: Vault,
  settings: OAuthClientSettings,
  input: CredentialRef & { readonly knownVersion: number },
): Promise<RefreshAnswer> {
  return heartbeating(async () => {
    const current = await readStored(vault, input);
    if (current === null) throw gone();
    if (current.version > input.knownVersion) return refreshed(input, current);
    if (current.data.kind !== 'oauth') return refreshed(input, current);

    const uncertain = await announce(vault, input, current.version);
    const outcome = await refreshTokens(
      settings,
      current.data.refresh_token,
      AbortSignal.timeout(HTTP_TIMEOUT),
    );
    return settle(vault, input, { version: current.version, data: current.data }, outcome, uncertain);
  });
}

async function settle(
  vault: Vault,
  ref: CredentialRef,
  current: Versioned<OAuthCredential>,
  outcome: TokenOutcome,
  uncertain: boolean,
): Promise<RefreshAnswer> {
  switch (outcome.kind) {
    case 'granted': {
      const { data } = current;
      const stored = toStored(outcome.pair, Date.now(), {
        refreshToken: data.refresh_token,
        scopes: data.scopes,
      });
      const version = await storeOrAdopt(vault, ref, stored, current.version);
      await conclude(vault, ref);
      return refreshed(ref, version);
    }
    case 'unsent':
      await conclude(vault, ref);
      throw transient(`RevenueCat could not be reached (${outcome.reason}).`, undefined);
    case 'unknown':
      // The intent stays: its lease has to end before anyone sends again, and it marks the token as possibly spent.
      throw transient(`RevenueCat's answer was lost (${outcome.reason}).`, LEASE);
    case 'refused':
      return refused(vault, ref, current, outcome, uncertain);
  }
}

async function refused(
  vault: Vault,
  ref: CredentialRef,
  current: Versioned<OAuthCredential>,
  outcome: Extract<TokenOutcome, { kind: 'refused' }>,
  uncertain: boolean,
): Promise<RefreshAnswer> {
  await conclude(vault, ref);
  if (outcome.error === 'invalid_grant') {
    const newest = await readStored(vault, ref);
    if (newest !== null && newest.version > current.version) return refreshed(ref, newest);
    if (uncertain) return { kind: 'dead', cause: 'token_lost' };
    const aged = Date.now() - current.data.obtained_at > REFRESH_TOKEN_LIFE;
    return { kind: 'dead', cause: aged ? 'token_expired' : 'token_revoked' };
  }
  if (outcome.error === 'invalid_client' || outcome.error === 'unauthorized_client')
    return { kind: 'misconfigured' };
  throw transient(`RevenueCat refused to refresh just now (${outcome.error}).`, outcome.retryAfter);
}

/** Check-and-set can only fail if somebody stored a newer pair; then that one counts. */
async function storeOrAdopt(
  vault: Vault,
  ref: CredentialRef,
  stored: StoredCredential,
  cas: number,
): Promise<Versioned<StoredCredential>> {
  try {
    return { version: await storePair(vault, ref, stored, cas), data: stored };
  } catch (error) {
    const newest = error instanceof VaultConflict ? await readStored(vault, ref) : null;
    if (newest === null) throw gone();
    return newest;
  }
}

function refreshed(ref: CredentialRef, stored: Versioned<StoredCredential>): RefreshAnswer {
  const credential = summaryOf(ref.credentialId, stored);
  const missing = stored.data.kind === 'oauth' ? missingScopes(stored.data.scopes) : [];
  return { kind: 'refreshed', credential, missingScopes: missing };
}

function transient(message: string, wait: number | undefined): ApplicationFailure {
  return ApplicationFailure.create({
    message,
    type: 'ProviderTransient',
    ...(wait !== undefined && { nextRetryDelay: Math.max(1, wait) }),
  });
}
