import { type Answer, json } from '../http/answer.js';

/** Error types of RevenueCat REST v2 that the simulator gives ("Error Handling"). */
export type ErrorType =
  | 'parameter_error'
  | 'invalid_request'
  | 'authentication_error'
  | 'authorization_error'
  | 'resource_missing'
  | 'resource_already_exists'
  | 'unprocessable_entity_error'
  | 'rate_limit_error'
  | 'server_error';

const statusOf: Record<ErrorType, number> = {
  parameter_error: 400,
  invalid_request: 400,
  authentication_error: 401,
  authorization_error: 403,
  resource_missing: 404,
  resource_already_exists: 409,
  unprocessable_entity_error: 422,
  rate_limit_error: 429,
  server_error: 500,
};

/** A refusal in RevenueCat's words; thrown by REST handlers. */
export class RestError extends Error {
  readonly type: ErrorType;
  readonly param: string | null;

  constructor(type: ErrorType, message: string, param: string | null = null) {
    super(message);
    this.type = type;
    this.param = param;
  }
}

/** RevenueCat's error object; `backoffMs` only where a retry makes sense. */
export function errorBody(type: ErrorType, message: string, param: string | null, backoffMs: number | null) {
  return {
    object: 'error',
    type,
    ...(param !== null && { param }),
    message,
    retryable: backoffMs !== null,
    doc_url: `https://errors.rev.cat/${type.replaceAll('_', '-')}`,
    backoff_ms: backoffMs,
  };
}

export function errorAnswer(error: RestError): Answer {
  return json(statusOf[error.type], errorBody(error.type, error.message, error.param, null));
}

/**
 * 429 with `Retry-After` and the same wait as `backoff_ms`.
 *
 * @param now write `Retry-After` as an HTTP date counted from here; null = in seconds, as RevenueCat does
 */
export function rateLimited(retryAfterSeconds: number, now: number | null = null): Answer {
  const backoffMs = retryAfterSeconds * 1000;
  const retryAfter = now === null ? String(retryAfterSeconds) : new Date(now + backoffMs).toUTCString();
  return json(429, errorBody('rate_limit_error', 'Rate limit exceeded', null, backoffMs), {
    'Retry-After': retryAfter,
  });
}
