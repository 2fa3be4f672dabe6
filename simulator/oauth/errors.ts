import { type Answer, json } from '../http/answer.js';

/** Error codes of the token endpoint (RFC 6749, 5.2). */
export type TokenErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'server_error';

/** A refusal by the token endpoint. */
export class TokenError extends Error {
  readonly code: TokenErrorCode;

  constructor(code: TokenErrorCode, description: string) {
    super(description);
    this.code = code;
  }
}

export const noStore = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

export function tokenErrorAnswer(error: unknown): Answer {
  const known = error instanceof TokenError ? error : new TokenError('server_error', 'Unexpected condition');
  const body = { error: known.code, error_description: known.message };
  if (known.code === 'invalid_client') {
    return json(401, body, { ...noStore, 'WWW-Authenticate': 'Basic realm="RevenueCat"' });
  }
  return json(known.code === 'server_error' ? 500 : 400, body, noStore);
}
