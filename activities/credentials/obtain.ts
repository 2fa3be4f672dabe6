import { ApplicationFailure } from '@temporalio/common';

import type { Config } from '../../clients/config.js';
import { inboundPath, type InboundSecret } from '../../clients/inbound.js';
import { redirectUri } from '../../clients/public-urls.js';
import { type Vault, VaultConflict } from '../../clients/vault.js';
import {
  exchangeCode as sendCode,
  type OAuthClientSettings,
  type TokenOutcome,
  type TokenPair,
} from '../../revenuecat/oauth.js';
import { missingScopes } from '../../revenuecat/scopes.js';
import type { ObtainAnswer } from '../../workflows/activities.js';
import type { ConnectionInput } from '../../workflows/messages.js';
import { passing } from '../crash-points.js';
import { announce, conclude, isWanted, withdraw } from './intent.js';
import { storePair, toStored, untilAnswered } from './keep.js';
import { credentialPath, readStored, summaryOf } from './store.js';

/** The OAuth client of this installation. @throws {ApplicationFailure} without a client id. */
export function oauthSettings(config: Config): OAuthClientSettings {
  if (config.REVENUECAT_CLIENT_ID === undefined) {
    throw ApplicationFailure.nonRetryable('REVENUECAT_CLIENT_ID is not set.', 'ClientMissing');
  }
  return {
    apiUrl: config.REVENUECAT_API_URL,
    clientId: config.REVENUECAT_CLIENT_ID,
    clientSecret: config.REVENUECAT_CLIENT_SECRET,
    clientAuth: config.REVENUECAT_CLIENT_AUTH,
    redirectUri: redirectUri(config),
    timeout: config.TOKEN_TIMEOUT,
  };
}

/**
 * Exchanges the code once and stores the pair in the same step. The code is marked as sent first, so a repeated attempt
 * either finds the pair or says that the attempt was interrupted; it never sends twice.
 */
export async function exchangeCode(
  vault: Vault,
  settings: OAuthClientSettings,
  input: ConnectionInput,
): Promise<ObtainAnswer> {
  const { credentialId } = input;
  const stored = await readStored(vault, input);
  if (stored !== null) return obtained(input, stored);
  const inbound = await vault.read<InboundSecret>('inbound', inboundPath(input));
  const { code, verifier, sent } = inbound?.data ?? {};
  if (inbound === null || sent || code === undefined || verifier === undefined) return interrupted();
  const announced = await announce(vault, input, 0, settings.timeout);
  // Dead it cannot be: there is no verdict on what was never stored.
  if (announced.kind !== 'announced') throw later(announced.kind === 'later' ? announced.wait : 0);
  passing('exchange.announced', credentialId);
  await vault.write('inbound', inboundPath(input), { sent: true }, inbound.version);
  passing('exchange.code-marked', credentialId);
  const outcome = await sendCode(settings, code, verifier);
  passing('exchange.answered', credentialId);
  if (outcome.kind === 'unsent') {
    // Nothing left this machine: the code is still good for the next attempt.
    const unused = { code, verifier };
    await untilAnswered(() => vault.write('inbound', inboundPath(input), unused, inbound.version + 1));
    await untilAnswered(() => withdraw(vault, input, announced));
    throw ApplicationFailure.retryable(
      `RevenueCat could not be reached (${outcome.reason}).`,
      'ProviderTransient',
    );
  }
  if (outcome.kind !== 'granted') return { kind: 'failed', ...problemOf(outcome), detail: null };
  return keep(vault, input, outcome.pair);
}

async function keep(vault: Vault, input: ConnectionInput, pair: TokenPair): Promise<ObtainAnswer> {
  const fallback = { refresh: undefined, scopes: input.requestedScopes };
  const data = toStored(pair, Date.now(), fallback);
  const version = await storePair(vault, input, data, 0);
  passing('exchange.stored', input.credentialId);
  if (!(await untilAnswered(() => isWanted(vault, input)))) {
    // Given up while this attempt was cut off from Temporal: what it just stored belongs to nobody.
    await untilAnswered(() => vault.destroy('credentials', credentialPath(input)));
    return interrupted();
  }
  await untilAnswered(() => conclude(vault, input, 0));
  passing('exchange.concluded', input.credentialId);
  return obtained(input, { version, data });
}

/** Moves a pasted key to its own path; whether it works shows when the RevenueCat projects are listed. */
export async function adoptApiKey(vault: Vault, input: ConnectionInput): Promise<ObtainAnswer> {
  const inbound = await vault.read<InboundSecret>('inbound', inboundPath(input));
  if (inbound?.data.api_key !== undefined) {
    const key = {
      kind: 'api_key' as const,
      api_key: inbound.data.api_key,
      obtained_at: Date.now(),
      scopes: [],
    };
    await vault.write('credentials', credentialPath(input), key, 0).catch(ignoreConflict);
    passing('key.stored', input.credentialId);
  }
  const stored = await readStored(vault, input);
  if (stored === null) return interrupted();
  return obtained(input, stored);
}

function interrupted(): ObtainAnswer {
  return { kind: 'failed', problem: 'exchange-interrupted', detail: null };
}

function obtained(input: ConnectionInput, stored: Parameters<typeof summaryOf>[1]): ObtainAnswer {
  const missing = stored.data.kind === 'oauth' ? missingScopes(stored.data.scopes) : [];
  if (missing.length > 0) {
    const detail = `RevenueCat did not grant ${missing.join(', ')}.`;
    return { kind: 'failed', problem: 'insufficient-scope', detail };
  }
  return { kind: 'obtained', credential: summaryOf(input.credentialId, stored) };
}

function problemOf(outcome: Exclude<TokenOutcome, { kind: 'granted' | 'unsent' }>) {
  if (outcome.kind === 'unknown') return { problem: 'exchange-interrupted' as const };
  if (outcome.error === 'invalid_client' || outcome.error === 'unauthorized_client') {
    return { problem: 'client-misconfigured' as const };
  }
  if (outcome.error === 'rate_limited') return { problem: 'provider-unavailable' as const };
  return { problem: 'code-rejected' as const };
}

function later(wait: number): ApplicationFailure {
  const message = 'Another exchange of this code may still be in the air.';
  return ApplicationFailure.create({ message, type: 'LeaseHeld', nextRetryDelay: wait });
}

function ignoreConflict(error: unknown): void {
  // Written by an earlier attempt of this very activity.
  if (!(error instanceof VaultConflict)) throw error;
}
