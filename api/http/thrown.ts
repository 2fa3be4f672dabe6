import { isGrpcServiceError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';

import { isDatabaseUnavailable } from '../../clients/postgres.js';
import { VaultRefused, VaultUnavailable } from '../../clients/vault.js';
import { Problem } from './problem.js';

/** gRPC status codes that say "not now": CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE. */
const NOT_NOW = new Set([1, 4, 8, 14]);

/** What body-parser calls its errors (body-parser, "Errors"). */
const BODY_PROBLEMS: Readonly<Record<string, string>> = {
  'entity.parse.failed': 'malformed-json',
  'entity.too.large': 'payload-too-large',
  'encoding.unsupported': 'unsupported-media-type',
  'charset.unsupported': 'unsupported-media-type',
  'entity.verify.failed': 'malformed-request',
  'request.size.invalid': 'malformed-request',
  'request.aborted': 'malformed-request',
};

/**
 * The problem behind anything that can be thrown while a request is served, or null for a mistake of ours. Clients
 * wrap each other's errors, so the whole chain of causes is asked; Vault first, since a payload key that cannot be
 * read surfaces as a failure to reach Temporal.
 */
export function problemOf(thrown: unknown): Problem | null {
  if (thrown instanceof Problem) return thrown;
  const chain = causes(thrown);
  if (chain.some(isVaultAway)) return new Problem('vault-unavailable');
  if (chain.some(isTemporalUnavailable)) return new Problem('temporal-unavailable');
  if (isDatabaseUnavailable(thrown)) return new Problem('database-unavailable');
  return requestProblem(thrown);
}

/** Whether Temporal is away, or did not answer within the deadline. */
export function isTemporalUnavailable(thrown: unknown): boolean {
  if (thrown instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  return causes(thrown).some((error) => isGrpcServiceError(error) && NOT_NOW.has(error.code));
}

/** A refusal (403) is a lost or wrong login of ours: for the caller no different from an outage. */
function isVaultAway(error: unknown): boolean {
  return error instanceof VaultUnavailable || (error instanceof VaultRefused && error.status === 403);
}

function requestProblem(thrown: unknown): Problem | null {
  if (thrown instanceof URIError) return new Problem('malformed-request');
  // It has a status, too, but that was an answer to us, not about the request.
  if (thrown instanceof VaultRefused) return null;
  const { type, status } = thrown as { type?: unknown; status?: unknown };
  const slug = typeof type === 'string' ? BODY_PROBLEMS[type] : undefined;
  if (slug !== undefined) return new Problem(slug);
  return status === 400 ? new Problem('malformed-request') : null;
}

function causes(thrown: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let error = thrown; error !== undefined && error !== null && chain.length < 6;) {
    chain.push(error);
    error = (error as { cause?: unknown }).cause;
  }
  return chain;
}
