import type { Prisma } from '../../../prisma/generated/client.js';
import { HELPFUL_SCOPES, NEEDED_SCOPES, WEBHOOK_SCOPE } from '../../../revenuecat/scopes.js';
import { makeAccount } from '../../api/support/account-rows.js';
import type { ApiUnderTest } from '../../api/support/api-under-test.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ago = (ms: number): Date => new Date(Date.now() - ms);

/** How an account stands, what its owner must read about it, and the one act that is offered. */
export interface AccountState {
  /** Name of the RevenueCat project. */
  readonly name: string;
  readonly columns: Partial<Prisma.revenuecat_accountsUncheckedCreateInput>;
  readonly chips: readonly string[];
  readonly sentence: RegExp;
  /** Null where there is nothing for the owner to do. */
  readonly act: string | null;
}

const SCOPES = [...NEEDED_SCOPES, ...HELPFUL_SCOPES, WEBHOOK_SCOPE];

/** An account with nothing to say about it. */
export const wellColumns = (): AccountState['columns'] => ({
  scopes: SCOPES,
  refreshed_at: ago(20 * MINUTE),
  access_expires_at: new Date(Date.now() + 40 * MINUTE),
  last_published_at: ago(12 * MINUTE),
  next_sync_at: new Date(Date.now() + 48.5 * MINUTE),
  webhook_integration_id: 'whintgr1',
  webhook_verified_at: ago(9 * DAY),
  webhook_last_event_at: ago(4 * MINUTE),
});

const unhealthy = (cause: string, detail: string | null = null): AccountState['columns'] => ({
  health_status: 'unhealthy',
  health_cause: cause,
  health_since: ago(2 * DAY),
  last_published_at: ago(2 * DAY),
  ...(detail !== null && { health_detail: { detail } }),
});

const ACTION = ['Action needed'];
const WAITING = ['Waiting'];
const STILL = 'Numbers stand still since .*; events still arrive\\.';

/** Every cause of ill health. */
export const UNHEALTHY: readonly AccountState[] = [
  {
    name: 'Revoked',
    columns: unhealthy('token_revoked'),
    chips: ACTION,
    sentence: new RegExp(`RevenueCat has withdrawn our access to Revoked\\. ${STILL}`),
    act: 'Reconnect',
  },
  {
    name: 'Lost',
    columns: unhealthy('token_lost'),
    chips: ACTION,
    sentence: new RegExp(`Our access to Lost was lost in an interrupted renewal.* ${STILL}`),
    act: 'Reconnect',
  },
  {
    name: 'Expired',
    columns: unhealthy('token_expired'),
    chips: ACTION,
    sentence: new RegExp(`ran out because it could not be renewed in time\\. ${STILL}`),
    act: 'Reconnect',
  },
  {
    name: 'Rejected',
    columns: { ...unhealthy('api_key_rejected'), credential_kind: 'api_key' },
    chips: ACTION,
    sentence: /no longer accepts the API key of Rejected; it was probably deleted or replaced\./,
    act: 'Enter new key',
  },
  {
    name: 'Narrowed',
    columns: unhealthy('insufficient_scope', 'charts_metrics:charts:read'),
    chips: ACTION,
    sentence: /lacks charts_metrics:charts:read; without it no numbers can be read\./,
    act: 'Reconnect with permissions',
  },
  {
    name: 'Vanished',
    columns: unhealthy('project_access_lost'),
    chips: ACTION,
    sentence: /RevenueCat no longer shows us Vanished.* We look again every hour\./,
    act: 'Reconnect',
  },
  {
    name: 'Misconfigured',
    columns: unhealthy('client_misconfigured'),
    chips: WAITING,
    sentence: /server's own credentials\. The operator must .*; reconnecting will not help\./,
    act: 'Copy details',
  },
  {
    name: 'Silent',
    columns: unhealthy('provider_unavailable'),
    chips: WAITING,
    sentence: /RevenueCat has not answered since .* nothing for you to do\. Next try at/,
    act: null,
  },
  {
    name: 'Odd',
    columns: unhealthy('unexpected_response'),
    chips: WAITING,
    sentence: /answers in a form we cannot read.* nothing for you to do\. Next try at/,
    act: null,
  },
];

/** What is worth knowing of a healthy account; `act` is the one beside the warning. */
export const WARNED: readonly AccountState[] = [
  {
    name: 'Our trouble',
    columns: { warnings: [{ kind: 'our_trouble', since: ago(HOUR).toISOString() }] },
    chips: ['Healthy'],
    sentence: /We have a problem on our side since .* nothing for you to do\./,
    act: null,
  },
  {
    name: 'Old numbers',
    columns: { last_published_at: ago(3.5 * HOUR) },
    chips: ['Healthy'],
    sentence: /Numbers are 3 h old; next try in 48 min\./,
    act: 'Sync now',
  },
  {
    name: 'Limited',
    columns: { sync_interval_seconds: 72 * 60 },
    chips: ['Healthy'],
    sentence: /Numbers are refreshed every 72 min: RevenueCat's limit/,
    act: null,
  },
  {
    name: 'Unverified webhook',
    columns: { webhook_verified_at: null, webhook_last_event_at: null, webhook_integration_id: null },
    chips: ['Healthy'],
    sentence: /No event received yet\. Paste URL and token in RevenueCat and send a test event there\./,
    act: 'Show URL and token',
  },
  {
    name: 'Silent webhook',
    columns: { webhook_last_event_at: ago(5 * DAY) },
    chips: ['Healthy'],
    sentence: /No event since .*If there were purchases, check the webhook in RevenueCat\./,
    act: 'Show URL and token',
  },
  {
    name: 'Unregistered webhook',
    columns: { warnings: [{ kind: 'webhook_not_registered', since: null }] },
    chips: ['Healthy'],
    sentence: /RevenueCat does not let us register the webhook\./,
    act: 'Register again',
  },
  {
    name: 'Changed webhook',
    columns: {
      warnings: [{ kind: 'webhook_drifted', since: ago(2 * HOUR).toISOString(), detail: 'changed_restored' }],
    },
    chips: ['Healthy'],
    sentence: /Our webhook at RevenueCat was changed there and we have put it right .*Events may be missing/,
    act: null,
  },
  {
    name: 'Webhook with a gap',
    columns: {
      reconciliation: [
        { day: '2026-11-20', charts: 120, webhooks: 61, charts_usd: '1204.50', webhooks_usd: '598.10' },
      ],
    },
    chips: ['Healthy'],
    sentence: /RevenueCat's charts count 120 transactions, its webhooks brought 61\./,
    act: null,
  },
  {
    name: 'Ageing',
    columns: { refreshed_at: ago(20 * DAY) },
    chips: ['Healthy'],
    sentence: /Access must be renewed by about .*if this stays, reconnect\./,
    act: 'Reconnect',
  },
  {
    name: 'Fewer permissions',
    columns: { scopes: [...NEEDED_SCOPES], webhook_integration_id: null },
    chips: ['Healthy'],
    sentence: /products and apps show as ids/,
    act: 'Add permission',
  },
  {
    name: 'No webhook permission',
    columns: {
      scopes: [...NEEDED_SCOPES, ...HELPFUL_SCOPES],
      manage_webhook: true,
      webhook_integration_id: null,
    },
    chips: ['Healthy'],
    sentence: /the webhook is pasted by hand/,
    act: 'Add permission',
  },
];

/** Other ways an account can stand. */
export const OTHERWISE: readonly AccountState[] = [
  {
    name: 'Paused',
    columns: { status: 'paused', paused_at: ago(3 * DAY) },
    chips: ['Paused'],
    sentence: /^Paused since .*Numbers do not refresh; access is kept alive and events still arrive\.$/,
    act: 'Resume',
  },
  {
    name: 'Paused and revoked',
    columns: { ...unhealthy('token_revoked'), status: 'paused', paused_at: ago(3 * DAY) },
    chips: ['Action needed', 'Paused'],
    sentence: /withdrawn our access/,
    act: 'Reconnect',
  },
  {
    name: 'First sync',
    columns: { last_published_at: null },
    chips: ['First sync'],
    sentence: /First sync: about to begin\. All numbers appear together at the end\./,
    act: null,
  },
  {
    name: 'A RevenueCat project with a name that is much longer than anybody would give one, in earnest',
    columns: {},
    chips: ['Healthy'],
    sentence: /Numbers/,
    act: 'Sync now',
  },
];

/** Writes them as the worker would have. */
export async function makeAccounts(
  api: ApiUnderTest,
  projectId: string,
  states: readonly AccountState[],
): Promise<void> {
  for (const { name, columns } of states) {
    await makeAccount(api, projectId, { ...wellColumns(), revenuecat_project_name: name, ...columns });
  }
}
