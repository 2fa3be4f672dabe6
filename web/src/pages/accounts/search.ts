import type { AccountFilters } from '../../api/accounts.js';
import type { RawSearch } from '../../search.js';

/** Filters of the operators' list, as the API has them. */
export type OperatorsSearch = {
  readonly [Name in keyof AccountFilters]: NonNullable<AccountFilters[Name]>;
};

type Values<Name extends keyof AccountFilters> = readonly NonNullable<AccountFilters[Name]>[];

export const STATUSES = [
  'connected',
  'paused',
  'disconnecting',
  'disconnected',
] as const satisfies Values<'status'>;
export const HEALTHS = ['unhealthy', 'healthy'] as const satisfies Values<'health'>;
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
] as const satisfies Values<'cause'>;

/** Keeps what can be used; a link with a mistake in it shows all accounts rather than an error. */
export function parseOperatorsSearch({ status, health, cause }: RawSearch): OperatorsSearch {
  return {
    ...(isOneOf(STATUSES, status) && { status }),
    ...(isOneOf(HEALTHS, health) && { health }),
    ...(isOneOf(CAUSES, cause) && { cause }),
  };
}

const isOneOf = <Value extends string>(values: readonly Value[], value: string | undefined): value is Value =>
  values.some((one) => one === value);
