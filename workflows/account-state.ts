import type { Credential } from './messages.js';

/** Why an account is unhealthy, in order of precedence: the first that applies is the one shown. */
export const HEALTH_CAUSES = [
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
export type HealthCause = (typeof HEALTH_CAUSES)[number];
