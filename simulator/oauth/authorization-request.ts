import type { Store } from '../state/store.js';
import type { OAuthClient } from './clients.js';
import { parseScopes } from './scopes.js';

/** A valid request for consent. */
export interface AuthorizationRequest {
  client: OAuthClient;
  redirectUri: string;
  scopes: string[];
  state: string | undefined;
  codeChallenge: string | null;
}

/** Nobody safe to send the browser back to: shown as a page. */
export class UntrustedRequest extends Error {}

/** A request refused to a known client at a registered address: told by redirect (RFC 6749, 4.1.2.1). */
export class RefusedRequest extends Error {
  readonly code: string;
  readonly redirectUri: string;
  readonly state: string | undefined;

  constructor(code: string, description: string, redirectUri: string, state: string | undefined) {
    super(description);
    this.code = code;
    this.redirectUri = redirectUri;
    this.state = state;
  }
}

/** Checks the parameters of `GET /oauth2/authorize` ("OAuth setup, Authorization request"). */
export function readAuthorizationRequest(store: Store, params: URLSearchParams): AuthorizationRequest {
  const client = store.state.clients.find(({ id }) => id === params.get('client_id'));
  if (!client) throw new UntrustedRequest('This client_id is not registered.');
  const redirectUri = params.get('redirect_uri');
  if (redirectUri === null || !client.redirectUris.includes(redirectUri)) {
    throw new UntrustedRequest('This redirect_uri is not registered for the client.');
  }
  const state = params.get('state') ?? undefined;
  const refuse = (code: string, description: string) =>
    new RefusedRequest(code, description, redirectUri, state);

  if (params.get('response_type') !== 'code') {
    throw params.has('response_type')
      ? refuse('unsupported_response_type', 'Only response_type=code is supported')
      : refuse('invalid_request', 'response_type is missing');
  }
  const scopes = parseScopes(params.get('scope') ?? '');
  const unknown = scopes.find((scope) => !client.scopes.includes(scope));
  if (scopes.length === 0) throw refuse('invalid_scope', 'scope is missing');
  if (unknown !== undefined) throw refuse('invalid_scope', `Scope not available to this client: ${unknown}`);

  const codeChallenge = params.get('code_challenge');
  if (codeChallenge === null && client.auth === 'none') {
    throw refuse('invalid_request', 'Public clients must send a code_challenge');
  }
  if (codeChallenge !== null && params.get('code_challenge_method') !== 'S256') {
    throw refuse('invalid_request', 'code_challenge_method must be S256');
  }
  if (codeChallenge !== null && !/^[A-Za-z0-9_-]{43}$/.test(codeChallenge)) {
    throw refuse('invalid_request', 'code_challenge is not a SHA-256 in base64url');
  }
  return { client, redirectUri, scopes, state, codeChallenge };
}
