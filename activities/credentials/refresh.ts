import { ApplicationFailure } from '@temporalio/common';

import { type Vault, VaultConflict, type Versioned } from '../../clients/vault.js';
import {
  type OAuthClientSettings,
  REFRESH_TOKEN_LIFE,
  refreshTokens,
  type TokenOutcome,
  type TokenPair,
} from '../../revenuecat/oauth.js';
import { missingScopes } from '../../revenuecat/scopes.js';
import type { CredentialRef, RefreshAnswer } from '../../workflows/activities.js';
import { passing } from '../crash-points.js';
import {
  announce,
  type Announced,
  conclude,
  condemn,
  forget,
  gone,
  leaseOf,
  type Verdict,
  withdraw,
} from './intent.js';
import { storePair, toStored, untilAnswered } from './keep.js';
import { readStored, refreshObtainedAt, type StoredCredential, summaryOf } from './store.js';

/** Milliseconds, where RevenueCat does not say when to come again. */
const UNTIL_NEXT_TRY = 60_000;
/** What it says is heeded within these: a zero would be asked again without a pause, and days would cost the grant its life. */
const [LEAST_WAIT, MOST_WAIT] = [5_000, 60 * 60_000];

type OAuthCredential = Extract<StoredCredential, { kind: 'oauth' }>;

/** One attempt: what it spends, and what was known before. */
interface Attempt {
  readonly vault: Vault;
  readonly ref: CredentialRef;
  readonly current: Versioned<OAuthCredential>;
  readonly announced: Announced;
}

/**
 * Trades the refresh token for a new pair, so that a crash at any instruction costs nothing that can be saved.
 *
 * The intent is written before the send: it proves that Vault takes writes before a token is spent, and tells the next
 * attempt that a send may be in the air. The pair is written with check-and-set right after the answer.
 *
 * @param knownVersion what the workflow knows; a newer version in Vault is adopted without a send.
 * @throws {ApplicationFailure} `CredentialGone` if the credential is being deleted.
 */
export async function refreshCredential(
  vault: Vault,
  settings: OAuthClientSettings,
  { knownVersion, ...ref }: CredentialRef & { readonly knownVersion: number },
): Promise<RefreshAnswer> {
  const stored = await readStored(vault, ref);
  if (stored === null) {
    await forget(vault, ref);
    return { kind: 'missing' };
  }
  const { version, data } = stored;
  if (version > knownVersion || data.kind !== 'oauth') return refreshed(ref, stored);

  const announced = await announce(vault, ref, version, settings.timeout);
  if (announced.kind !== 'announced') return announced;
  passing('refresh.announced', ref.credentialId);
  const outcome = await refreshTokens(settings, data.refresh_token);
  passing('refresh.answered', ref.credentialId);
  const attempt = { vault, ref, current: { version, data }, announced };
  // Nobody else may send for so long; whether the token is spent is known after the next send.
  if (outcome.kind === 'unknown') return { kind: 'later', wait: leaseOf(settings.timeout) };
  return settle(attempt, outcome);
}

/** Vault may be away by now: what RevenueCat said is kept in hand until it is written down. */
async function settle(
  attempt: Attempt,
  outcome: Exclude<TokenOutcome, { kind: 'unknown' }>,
): Promise<RefreshAnswer> {
  if (outcome.kind === 'granted') return keep(attempt, outcome.pair);
  if (outcome.kind === 'refused' && outcome.error === 'invalid_grant') return judge(attempt);
  // Not about the grant: no connection, our client, RevenueCat's limit, a passing fault.
  const { vault, ref, announced } = attempt;
  await untilAnswered(() => withdraw(vault, ref, announced));
  if (outcome.kind === 'unsent') {
    throw ApplicationFailure.retryable(
      `RevenueCat could not be reached (${outcome.reason}).`,
      'ProviderTransient',
    );
  }
  if (['invalid_client', 'unauthorized_client'].includes(outcome.error)) return { kind: 'misconfigured' };
  const wait = outcome.retryAfter ?? UNTIL_NEXT_TRY;
  return { kind: 'later', wait: Math.min(Math.max(wait, LEAST_WAIT), MOST_WAIT) };
}

async function keep({ vault, ref, current }: Attempt, pair: TokenPair): Promise<RefreshAnswer> {
  const { refresh_token: token, scopes } = current.data;
  const refresh = { token, obtainedAt: refreshObtainedAt(current.data) };
  const stored = toStored(pair, Date.now(), { refresh, scopes });
  const newest = await storeOrAdopt(vault, ref, stored, current.version);
  passing('refresh.stored', ref.credentialId);
  if (newest === null) {
    await untilAnswered(() => forget(vault, ref));
    throw gone();
  }
  await conclude(vault, ref, current.version);
  passing('refresh.concluded', ref.credentialId);
  return refreshed(ref, newest);
}

/** `invalid_grant` counts only after Vault was read again. */
async function judge({ vault, ref, current, announced }: Attempt): Promise<RefreshAnswer> {
  const newest = await untilAnswered(() => readStored(vault, ref));
  if (newest === null) {
    await untilAnswered(() => forget(vault, ref));
    throw gone();
  }
  if (newest.version > current.version) {
    await untilAnswered(() => conclude(vault, ref, current.version));
    return refreshed(ref, newest);
  }
  const cause = verdictOn(current.data, announced);
  await untilAnswered(() => condemn(vault, ref, current.version, cause));
  passing('refresh.judged', ref.credentialId);
  return { kind: 'dead', cause };
}

function verdictOn(data: OAuthCredential, { uncertain }: Announced): Verdict {
  if (uncertain) return 'token_lost';
  return Date.now() - refreshObtainedAt(data) > REFRESH_TOKEN_LIFE ? 'token_expired' : 'token_revoked';
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
