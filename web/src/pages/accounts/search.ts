import type { RawSearch } from '../../search.js';

/** Filters of the operators' list, as the API has them; an unknown value is the API's to refuse. */
export interface OperatorsSearch {
  readonly status?: string;
  readonly health?: string;
  readonly cause?: string;
}

export function parseOperatorsSearch({ status, health, cause }: RawSearch): OperatorsSearch {
  return { ...(status && { status }), ...(health && { health }), ...(cause && { cause }) };
}

export const STATUSES = ['connected', 'paused', 'disconnecting', 'disconnected'] as const;
export const HEALTHS = ['unhealthy', 'healthy'] as const;
export const CAUSES = [
  'token_revoked',
  'token_lost',
  'token_expired',
  'api_key_rejected',
  'insufficient_scope',
  'project_access_lost',
  'client_misconfigured',
  'provider_unavailable',
  'unexpected_response',
] as const;
