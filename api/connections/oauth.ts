import { stringifySetCookie } from 'cookie';
import { calculatePKCECodeChallenge, generateRandomCodeVerifier, generateRandomState } from 'oauth4webapi';

import type { Config } from '../../clients/config.js';
import { redirectUri } from '../../clients/public-urls.js';
import type { connections } from '../../prisma/generated/client.js';
import { scopesToRequest } from '../../revenuecat/scopes.js';
import { newSecret, sha256 } from '../auth/secrets.js';
import { isHttps } from '../auth/session-cookie.js';
import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';
import { beginAttempt } from './begin.js';

const ATTEMPT_COOKIE_LIFE = 30 * 60;

export interface StartedConsent {
  readonly row: connections;
  readonly authorizeUrl: string;
  readonly setCookie: string;
}

/**
 * Begins a consent: state and PKCE are made here and never leave but for RevenueCat, the browser and Vault.
 *
 * @throws {Problem} `oauth-not-set-up`, and those of `beginAttempt`.
 */
export async function startConsent(
  deps: ApiDeps,
  projectId: string,
  wishes: { readonly manageWebhook: boolean; readonly accountId: string | undefined },
  sessionHash: Buffer,
): Promise<StartedConsent> {
  const clientId = deps.config.REVENUECAT_CLIENT_ID;
  if (clientId === undefined) throw new Problem('oauth-not-set-up');
  const state = generateRandomState();
  const verifier = generateRandomCodeVerifier();
  const attemptToken = newSecret('');
  const row = await beginAttempt(deps, {
    projectId,
    method: 'oauth',
    ...wishes,
    secret: { verifier },
    hashes: {
      state_hash: sha256(state),
      session_hash: new Uint8Array(sessionHash),
      cookie_hash: sha256(attemptToken),
    },
  });
  const parameters = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri(deps.config),
    scope: scopesToRequest(wishes.manageWebhook).join(' '),
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  return {
    row,
    authorizeUrl: `${deps.config.REVENUECAT_API_URL}/oauth2/authorize?${parameters.toString()}`,
    setCookie: attemptCookie(deps.config, row.id, attemptToken, ATTEMPT_COOKIE_LIFE),
  };
}

/** One per attempt, so that two attempts in two tabs do not end each other. */
export function attemptCookieName(config: Pick<Config, 'PUBLIC_URL'>, connectionId: string): string {
  return `${isHttps(config.PUBLIC_URL) ? '__Secure-' : ''}revenue_attempt_${connectionId}`;
}

/** @param maxAge seconds; 0 takes the cookie away. */
export function attemptCookie(
  config: Pick<Config, 'PUBLIC_URL'>,
  connectionId: string,
  value: string,
  maxAge: number,
): string {
  return stringifySetCookie({
    name: attemptCookieName(config, connectionId),
    value,
    httpOnly: true,
    sameSite: 'lax',
    path: '/api/oauth',
    secure: isHttps(config.PUBLIC_URL),
    maxAge,
  });
}
