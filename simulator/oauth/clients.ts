import { fingerprint, sameSecret } from '../secrets.js';
import type { Store } from '../state/store.js';
import { TokenError } from './errors.js';
import { knownScopes } from './scopes.js';

/** How a client proves itself: fixed when RevenueCat registers it. `none` = public client, PKCE required. */
export type ClientAuth = 'basic' | 'post' | 'none';

export interface OAuthClient {
  id: string;
  name: string;
  secretFingerprint: string | null;
  auth: ClientAuth;
  /** Compared as exact strings. */
  redirectUris: string[];
  /** Scopes it may ask for. */
  scopes: string[];
}

export interface ClientRegistration {
  id: string;
  name?: string | undefined;
  /** Required unless `auth` is `none`. */
  secret?: string | undefined;
  auth?: ClientAuth | undefined;
  redirectUris: string[];
  /** Default: all. */
  scopes?: string[] | undefined;
}

/** Registers a client, or replaces the one of that id. */
export function registerClient(store: Store, registration: ClientRegistration): OAuthClient {
  const { id, secret, redirectUris, auth = 'basic' } = registration;
  if ((auth === 'none') !== (secret === undefined)) {
    throw new TypeError('A confidential client needs a secret, a public one (auth "none") has none');
  }
  const client: OAuthClient = {
    id,
    name: registration.name ?? id,
    secretFingerprint: secret === undefined ? null : fingerprint(secret),
    auth,
    redirectUris,
    scopes: registration.scopes ?? [...knownScopes],
  };
  store.state.clients = [...store.state.clients.filter((other) => other.id !== id), client];
  store.touch();
  return client;
}

/** The client behind a token request, proven the way it is registered (RFC 6749, 2.3). */
export function authenticateClient(
  store: Store,
  authorization: string | undefined,
  form: ReadonlyMap<string, string>,
): OAuthClient {
  const given = authorization === undefined ? fromForm(form) : fromBasic(authorization, form);
  const client = store.state.clients.find(({ id }) => id === given.id);
  if (!client) throw new TokenError('invalid_client', 'Unknown client');
  if (client.auth !== given.method) {
    throw new TokenError('invalid_client', `This client is registered for "${client.auth}" authentication`);
  }
  if (client.secretFingerprint !== null && !sameSecret(given.secret, client.secretFingerprint)) {
    throw new TokenError('invalid_client', 'Wrong client secret');
  }
  return client;
}

interface GivenCredentials {
  method: ClientAuth;
  id: string;
  secret: string;
}

function fromForm(form: ReadonlyMap<string, string>): GivenCredentials {
  const secret = form.get('client_secret');
  return {
    method: secret === undefined ? 'none' : 'post',
    id: form.get('client_id') ?? '',
    secret: secret ?? '',
  };
}

function fromBasic(authorization: string, form: ReadonlyMap<string, string>): GivenCredentials {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization)?.[1];
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
  if (id === undefined || secret === undefined) {
    throw new TokenError('invalid_client', 'The Authorization header is not HTTP Basic');
  }
  if (form.has('client_secret')) {
    throw new TokenError('invalid_request', 'Client credentials were sent twice');
  }
  const decoded = { method: 'basic' as const, id: formDecode(id), secret: formDecode(secret) };
  if (form.has('client_id') && form.get('client_id') !== decoded.id) {
    throw new TokenError('invalid_request', 'client_id differs from the Authorization header');
  }
  return decoded;
}

/** Id and secret are form-encoded before they are joined and put into base64 (RFC 6749, 2.3.1). */
function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new TokenError('invalid_client', 'Client id or secret is not percent-encoded');
  }
}
