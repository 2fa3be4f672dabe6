import * as oauth from 'oauth4webapi';

import { timeOutOnceAwake } from './time-out.js';

/** Milliseconds from the day a pair was handed out: a month, as RevenueCat says ("OAuth setup", Token lifetimes). */
export const REFRESH_TOKEN_LIFE = 30 * 24 * 60 * 60_000;

export interface OAuthClientSettings {
  /** Base of `/oauth2/authorize` and `/oauth2/token`, without a slash at the end. */
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** RevenueCat registers confidential clients for HTTP Basic unless asked otherwise ("OAuth setup", Token auth method). */
  readonly clientAuth: 'basic' | 'post' | 'none';
  readonly redirectUri: string;
  /** Milliseconds after which a request to the token endpoint is given up; its outcome is then `unknown`. */
  readonly timeout: number;
}

/** A pair as the token endpoint hands it out. Secret: goes to Vault and nowhere else. */
export interface TokenPair {
  readonly accessToken: string;
  /** Absent if the answer brought none: then the old one stays in force (RFC 6749 section 6). */
  readonly refreshToken: string | undefined;
  /** Seconds. */
  readonly expiresIn: number;
  /** Absent if the answer did not say; then what was asked for was granted (RFC 6749 section 5.1). */
  readonly scopes: readonly string[] | undefined;
}

/**
 * What became of one send to the token endpoint. The distinction that matters is whether the server may have acted:
 * RevenueCat kills both old tokens with every refresh, so after `unknown` the credential may be spent.
 */
export type TokenOutcome =
  | { readonly kind: 'granted'; readonly pair: TokenPair }
  /** The server said no; `error` is the code of RFC 6749 section 5.2. The credential is not spent by this send. */
  | { readonly kind: 'refused'; readonly error: string; readonly retryAfter: number | undefined }
  /** Nothing was sent: no connection. */
  | { readonly kind: 'unsent'; readonly reason: string }
  /** Sent, but no answer that can be read: time-out, reset, 5xx, not JSON. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** Exchanges a code, once. */
export function exchangeCode(
  settings: OAuthClientSettings,
  code: string,
  verifier: string,
): Promise<TokenOutcome> {
  const { server, client, auth, options } = parts(settings);
  // State was checked and used up by the callback, which alone sees the browser; here there is none left to check.
  const callback = oauth.validateAuthResponse(
    server,
    client,
    new URLSearchParams({ code }),
    oauth.skipStateCheck,
  );
  return outcomeOf(
    oauth.authorizationCodeGrantRequest(
      server,
      client,
      auth,
      callback,
      settings.redirectUri,
      verifier,
      options,
    ),
    (response) => oauth.processAuthorizationCodeResponse(server, client, response),
  );
}

/** Trades a refresh token for a new pair. Never call it twice with one token unless the first outcome is known. */
export function refreshTokens(settings: OAuthClientSettings, refreshToken: string): Promise<TokenOutcome> {
  const { server, client, auth, options } = parts(settings);
  return outcomeOf(oauth.refreshTokenGrantRequest(server, client, auth, refreshToken, options), (response) =>
    oauth.processRefreshTokenResponse(server, client, response),
  );
}

function parts(settings: OAuthClientSettings) {
  const server: oauth.AuthorizationServer = {
    issuer: settings.apiUrl,
    authorization_endpoint: `${settings.apiUrl}/oauth2/authorize`,
    token_endpoint: `${settings.apiUrl}/oauth2/token`,
  };
  const auth = {
    basic: () => oauth.ClientSecretBasic(settings.clientSecret ?? ''),
    post: () => oauth.ClientSecretPost(settings.clientSecret ?? ''),
    none: () => oauth.None(),
  }[settings.clientAuth]();
  const signal = timeOutOnceAwake(settings.timeout);
  const options = { signal, [oauth.allowInsecureRequests]: settings.apiUrl.startsWith('http:') };
  return { server, client: { client_id: settings.clientId } satisfies oauth.Client, auth, options };
}

async function outcomeOf(
  sending: Promise<Response>,
  judge: (response: Response) => Promise<oauth.TokenEndpointResponse>,
): Promise<TokenOutcome> {
  let response: Response;
  try {
    response = await sending;
  } catch (error) {
    const reason = networkReason(error);
    return neverConnected(reason) ? { kind: 'unsent', reason } : { kind: 'unknown', reason };
  }
  const retryAfter = retryAfterOf(response.headers.get('retry-after'));
  if (response.status === 429) {
    await response.body?.cancel();
    return { kind: 'refused', error: 'rate_limited', retryAfter };
  }
  const text = await response.text().catch(() => '');
  try {
    const answer = await judge(new Response(text, { status: response.status, headers: response.headers }));
    return { kind: 'granted', pair: pairOf(answer) };
  } catch (error) {
    // A pair was handed out and the old one is dead: a detail that is against the standard must not cost the account.
    const pair = response.status === 200 ? salvaged(text) : undefined;
    if (pair !== undefined) return { kind: 'granted', pair };
    // The library's errors carry the body, tokens included: only the code leaves this function.
    const code = response.status >= 400 && response.status < 500 ? await errorCode(error) : undefined;
    if (code !== undefined) return { kind: 'refused', error: code, retryAfter };
    return { kind: 'unknown', reason: `unreadable answer (${response.status})` };
  }
}

/** Seconds, where the answer does not say ("OAuth setup", Token lifetimes). */
const ACCESS_TOKEN_LIFE = 3_600;
/** A slip such as milliseconds for seconds must not put an end to all dates. */
const LONGEST_LIFE = 86_400;
const lifeOf = (seconds: number): number =>
  seconds > 0 ? Math.min(seconds, LONGEST_LIFE) : ACCESS_TOKEN_LIFE;

function pairOf(answer: oauth.TokenEndpointResponse): TokenPair {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresIn: lifeOf(answer.expires_in ?? 0),
    scopes: answer.scope?.split(' ').filter((scope) => scope !== ''),
  };
}

function salvaged(text: string): TokenPair | undefined {
  const body = parse(text);
  const field = (name: string): unknown => body?.[name];
  const accessToken = field('access_token');
  if (typeof accessToken !== 'string' || accessToken === '') return undefined;
  const [refreshToken, expiresIn, scope] = [
    field('refresh_token'),
    Number(field('expires_in')),
    field('scope'),
  ];
  return {
    accessToken,
    refreshToken: typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : undefined,
    expiresIn: lifeOf(expiresIn),
    scopes: typeof scope === 'string' ? scope.split(' ').filter((word) => word !== '') : undefined,
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

async function errorCode(error: unknown): Promise<string | undefined> {
  if (error instanceof oauth.ResponseBodyError) return error.error;
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    const body: unknown = await error.response.json().catch(() => undefined);
    const code = (body as { error?: unknown } | undefined)?.error;
    return typeof code === 'string' ? code : undefined;
  }
  return undefined;
}

/** `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3); milliseconds, undefined where there is none. */
export function retryAfterOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

/** The innermost code of a failed fetch, such as `ECONNREFUSED`; never a URL. */
export function networkReason(error: unknown): string {
  for (let inner: unknown = error; inner instanceof Error; inner = inner.cause) {
    const code = (inner as { code?: unknown }).code;
    if (typeof code === 'string') return code;
    if (inner.name === 'TimeoutError' || inner.name === 'AbortError') return 'time-out';
  }
  return 'network error';
}

/** Without EHOSTUNREACH and ENETUNREACH: a connection that was in use can end with these after the write. */
const NEVER_CONNECTED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

function neverConnected(reason: string): boolean {
  return NEVER_CONNECTED.includes(reason) || reason.startsWith('CERT_') || reason.startsWith('ERR_TLS');
}
