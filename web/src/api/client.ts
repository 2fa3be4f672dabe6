import { type AddressParts, writeAddress } from './address.js';
import type { Answer, Given, RouteName } from './contract.js';
import { ApiProblem, Unreachable } from './problem.js';
import { reachability } from './reachability.js';
import type { ProblemBody } from './types.js';

interface Sending {
  readonly accept?: string;
  readonly signal?: AbortSignal;
}
type Parts = Sending & AddressParts & { readonly body?: unknown };

/** Lives in memory only, like everything that could be used in our name. */
let csrfToken: string | null = null;

/** What the session said state-changing requests must carry. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

async function sendAny(name: string, { body, signal, accept, ...parts }: Parts = {}): Promise<Response> {
  const method = name.slice(0, name.indexOf(' '));
  const headers = new Headers({ Accept: accept ?? 'application/json' });
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (method !== 'GET' && csrfToken !== null) headers.set('X-CSRF-Token', csrfToken);
  const response = await fetch(writeAddress(name, parts), {
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

/**
 * One request to our own API.
 * @throws ApiProblem for every answer that is not 2xx, Unreachable when there is none
 */
export function send<Name extends RouteName>(name: Name, ...given: Given<Name, Sending>): Promise<Response>;
export function send(name: string, parts?: Parts): Promise<Response> {
  return sendAny(name, parts);
}

/** One request whose answer is JSON, of the type that the route documents; null for an empty answer. */
export function request<Name extends RouteName>(
  name: Name,
  ...given: Given<Name, Sending>
): Promise<Answer<Name>>;
export async function request(name: string, parts?: Parts): Promise<unknown> {
  const response = await sendAny(name, parts);
  return response.status === 204 ? null : ((await response.json()) as unknown);
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
