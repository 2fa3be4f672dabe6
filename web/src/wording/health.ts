import type { Account, HealthAction, HealthCause } from '../api/types.js';

/** The one button beside an unhealthy account. */
export const HEALTH_BUTTONS: Readonly<Record<HealthAction, string>> = {
  reconnect: 'Reconnect',
  enter_api_key: 'Enter new key',
  reconnect_with_permissions: 'Reconnect with permissions',
  contact_operator: 'Copy details',
};

/** Causes under which numbers stand still; under the others every hour is tried as before. */
const STOP_NUMBERS: readonly HealthCause[] = [
  'token_revoked',
  'token_lost',
  'token_expired',
  'api_key_rejected',
  'insufficient_scope',
  'project_access_lost',
  'client_misconfigured',
];

/** Whether the account's health keeps its numbers from being refreshed. */
export const numbersStandStill = ({ health }: Account): boolean =>
  health.cause !== null && STOP_NUMBERS.includes(health.cause);

/** Whether the owner must act; otherwise somebody else must, or nobody can but wait. */
export const ownerMustAct = ({ health }: Account): boolean =>
  health.action !== null && health.action !== 'contact_operator';
