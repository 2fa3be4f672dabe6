import { z } from 'zod';

import { networkReason, retryAfterOf } from './oauth.js';

/** RevenueCat's error object (REST v2, "Error Handling"); `type` is an open set, and REST v1's errors have none. */
const errorBody = z.object({
  type: z.string().max(100).optional(),
  message: z.string().optional(),
  backoff_ms: z.number().nullish(),
});

/** What the rate limit headers said (REST v2, "Rate Limit"): requests per minute of the domain. */
export interface RateHeaders {
  readonly usage: number;
  readonly limit: number;
}

/** What became of one request. Only `ok` has a body; what refusals say in words is for logs, not for logic. */
export type RestOutcome =
  | { readonly kind: 'ok'; readonly body: unknown; readonly rate: RateHeaders | undefined }
  | { readonly kind: 'limited'; readonly waitMs: number; readonly rate: RateHeaders | undefined }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly type: string;
      readonly message: string;
      readonly rate: RateHeaders | undefined;
    }
  /** No connection, time-out, 5xx, 423, or a redirect, which is never followed. */
  | { readonly kind: 'transient'; readonly reason: string; readonly waitMs: number | undefined };

export interface RestRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Below `/v2`, such as `/projects`; parts must be encoded by the caller. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Access token or v2 secret key. */
  readonly token: string;
  /** Milliseconds; charts can take ten seconds at RevenueCat. */
  readonly timeout?: number;
}

const LEAST_WAIT = 1_000;
/** Nobody means a longer wait, and one of centuries would silence every account of a developer for good. */
const MOST_WAIT = 24 * 60 * 60_000;
/** Requests per minute; what is more than that is no limit. */
const MOST_PER_MINUTE = 100_000;

/**
 * One request to RevenueCat's REST v2. Redirects are not followed and nothing but the configured origin is ever asked,
 * so a token cannot be led elsewhere.
 *
 * @param apiUrl base without `/v2`.
 */
export async function callRest(apiUrl: string, request: RestRequest): Promise<RestOutcome> {
  const url = new URL(`${apiUrl}/v2${request.path}`);
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: request.method ?? 'GET',
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${request.token}`,
        accept: 'application/json',
        ...(request.body && { 'content-type': 'application/json' }),
      },
      ...(request.body && { body: JSON.stringify(request.body) }),
      signal: AbortSignal.timeout(request.timeout ?? 30_000),
    });
    text = await response.text();
  } catch (error) {
    return { kind: 'transient', reason: networkReason(error), waitMs: undefined };
  }
  return judge(response, parse(text));
}

function judge(response: Response, body: unknown): RestOutcome {
  const rate = rateHeaders(response.headers);
  const error = errorBody.safeParse(body).data;
  const waits = [retryAfterOf(response.headers.get('retry-after')), error?.backoff_ms ?? undefined];
  const waitMs = Math.min(Math.max(...waits.map((wait) => wait ?? 0)), MOST_WAIT);
  const { status } = response;
  if (status === 429) return { kind: 'limited', waitMs: Math.max(waitMs, LEAST_WAIT), rate };
  if (status === 423 || status >= 500 || (status >= 300 && status < 400)) {
    return { kind: 'transient', reason: `status ${status}`, waitMs: waitMs || undefined };
  }
  if (status >= 400) {
    return { kind: 'refused', status, type: error?.type ?? 'unknown', message: error?.message ?? '', rate };
  }
  if (body === undefined) return { kind: 'transient', reason: 'not JSON', waitMs: undefined };
  return { kind: 'ok', body, rate };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, storable);
  } catch {
    return undefined;
  }
}

/** Null characters and halves of surrogate pairs, which Postgres holds in no text and no JSON, are replaced. */
function storable(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/[\0\p{Surrogate}]/gu, '\uFFFD') : value;
}

function rateHeaders(headers: Headers): RateHeaders | undefined {
  const usage = Number(headers.get('revenuecat-rate-limit-current-usage') ?? Number.NaN);
  const limit = Number(headers.get('revenuecat-rate-limit-current-limit') ?? Number.NaN);
  const isCount = (count: number) => Number.isInteger(count) && count >= 0 && count <= MOST_PER_MINUTE;
  return isCount(usage) && isCount(limit) && limit > 0 ? { usage, limit } : undefined;
}
