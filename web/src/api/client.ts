import { ApiProblem, Unreachable } from './problem.js';
import { reachability } from './reachability.js';
import type { ProblemBody } from './types.js';

export type Query = Readonly<Record<string, string | number | undefined>>;

interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly query?: Query;
  readonly body?: unknown;
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

/** Lives in memory only, like everything that could be used in our name. */
let csrfToken: string | null = null;

/** What the session said state-changing requests must carry. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** Path with its query; parameters that are undefined or empty are left out. */
export function withQuery(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  }
  return parameters.size === 0 ? path : `${path}?${parameters.toString()}`;
}

/**
 * One request to our own API.
 * @throws ApiProblem for every answer that is not 2xx, Unreachable when there is none
 */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  const { method = 'GET', body, signal } = options;
  const headers = new Headers({ Accept: options.accept ?? 'application/json' });
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (method !== 'GET' && csrfToken !== null) headers.set('X-CSRF-Token', csrfToken);
  const response = await fetch(withQuery(path, options.query), {
    method,
    headers,
    credentials: 'same-origin',
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    reachability.failed();
    throw new Unreachable();
  });
  reachability.answered();
  if (response.ok) return response;
  throw new ApiProblem(response.status, await problemOf(response), retryAfterOf(response));
}

/** One request whose answer is JSON; null for an empty answer. The caller says which type the contract promises. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options);
  return (response.status === 204 ? null : await response.json()) as T;
}

/** A proxy in between may answer without our body. */
async function problemOf(response: Response): Promise<ProblemBody> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body === 'object' && body !== null && 'title' in body && 'type' in body)
    return body as ProblemBody;
  return { type: 'about:blank', title: response.statusText || `Status ${response.status}` };
}

function retryAfterOf(response: Response): number | null {
  const seconds = Number(response.headers.get('Retry-After') ?? NaN);
  return Number.isFinite(seconds) ? Math.ceil(seconds) : null;
}
