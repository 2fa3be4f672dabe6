import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';

import type { AccountState, HealthCause } from './account/state.js';

/** A RevenueCat project as `GET /v2/projects` lists it; `createdAt` in milliseconds. */
export interface RevenueCatProject {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
}

/** What may be known of a credential outside Vault. Times in milliseconds since 1970. */
export interface Credential {
  readonly id: string;
  readonly kind: 'oauth' | 'api_key';
  /** Version in Vault; grows with every refresh. */
  readonly version: number;
  readonly scopes: readonly string[];
  /** End of the access token; null for API keys, which do not end. */
  readonly accessExpiresAt: number | null;
  /** When the newest pair, or the key, was obtained. */
  readonly obtainedAt: number;
  /** When its refresh token was, if RevenueCat handed out none with the newest pair. */
  readonly refreshObtainedAt?: number;
}

// ── Connection ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface ConnectionInput {
  readonly connectionId: string;
  readonly projectId: string;
  readonly credentialId: string;
  readonly method: 'oauth' | 'api_key';
  readonly requestedScopes: readonly string[];
  readonly manageWebhook: boolean;
  /** Set to reconnect this account: no choice, the RevenueCat project must be the account's. */
  readonly reconnect: { readonly accountId: string; readonly revenueCatProjectId: string } | null;
  /** Both in milliseconds since 1970; fixed by the api, so that row, answer and workflow agree. */
  readonly consentDeadline: number;
  readonly attemptDeadline: number;
  /** How long a worker may be silent before its work is given to another, in milliseconds. */
  readonly heartbeatTimeout?: number;
}

/** Why an attempt ended without an account; the slug of a problem page. */
export type ConnectionProblem =
  | 'access-denied'
  | 'consent-refused'
  | 'consent-expired'
  | 'attempt-expired'
  | 'code-rejected'
  | 'exchange-interrupted'
  | 'api-key-rejected'
  | 'api-key-v1'
  | 'insufficient-scope'
  | 'no-revenuecat-projects'
  | 'different-revenuecat-project'
  | 'already-connected'
  | 'disconnect-in-progress'
  | 'client-misconfigured'
  | 'provider-unavailable'
  /** Ours are away. */
  | 'vault-unavailable'
  | 'database-unavailable'
  | 'worker-unavailable';

export type ConnectionStatus =
  'awaiting_consent' | 'exchanging' | 'awaiting_choice' | 'bound' | 'failed' | 'expired' | 'cancelled';

/** The attempt as it stands; mirrored into its `connections` row. */
export interface ConnectionState {
  readonly status: ConnectionStatus;
  readonly problem: ConnectionProblem | null;
  /** A sentence about this very attempt, such as which scope is missing. */
  readonly detail: string | null;
  readonly revenueCatProjects: readonly RevenueCatProject[];
  readonly accountId: string | null;
  /** The next deadline, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The callback has put the code into Vault. */
export const codeStoredSignal = defineSignal('codeStored');
/** RevenueCat sent the browser back with `error=`. */
export const consentRefusedSignal =
  defineSignal<[problem: ConnectionProblem, detail: string]>('consentRefused');
/**
 * Binds one of the listed RevenueCat projects; answers when the account exists and its workflow has taken over.
 * Fails with type `not-in-list`, `already-connected`, `disconnect-in-progress` or `connection-not-waiting`.
 */
export const chooseUpdate = defineUpdate<{ accountId: string }, [revenueCatProjectId: string]>('choose');
/** Ends the attempt and deletes its secrets; nothing happens to one that has ended. */
export const cancelUpdate = defineUpdate<ConnectionState>('cancel');
export const connectionStateQuery = defineQuery<ConnectionState>('state');

// ── Account ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface AccountInput {
  readonly projectId: string;
  readonly accountId: string;
  readonly generation: number;
  /** For the time before the row is read, in milliseconds; see `Cadence`. */
  readonly heartbeatTimeout?: number;
  /** Carried through continue-as-new; without it the state is read from the account's row. */
  readonly state?: AccountState;
}

export interface AdoptCredential {
  readonly generation: number;
  readonly credential: Credential;
  readonly budgetKey: string;
  readonly manageWebhook: boolean;
}

/** Takes over a credential; answers once the account's row says so. Fails with type `stale-generation`. */
export const adoptCredentialUpdate = defineUpdate<{ generation: number }, [AdoptCredential]>(
  'adoptCredential',
);

/** The run that was started or joined, or why there is none and from when on (ms) there could be. */
export type SyncNowAnswer =
  | { readonly accepted: true; readonly runId: string }
  | {
      readonly accepted: false;
      readonly cause: HealthCause | 'disconnecting' | 'rate_limited';
      readonly notBefore: number | null;
    };
export const syncNowUpdate = defineUpdate<SyncNowAnswer>('syncNow');
/** Both answer once the account's row says so. Fail with type `disconnecting`. */
export const pauseUpdate = defineUpdate('pause');
export const resumeUpdate = defineUpdate('resume');
/** Whether our webhook shall be registered at RevenueCat; answers once the wish is kept, not once it is done. */
export const manageWebhookUpdate = defineUpdate<void, [manage: boolean]>('manageWebhook');

/** Says that inbox rows wait. The rows count, not the signal: a lost one costs nothing. */
export interface EventsArrived {
  readonly count: number;
  /** ISO 8601. */
  readonly oldest: string;
  readonly newest: string;
  /** At most 20, so that operators see in Temporal UI what came. */
  readonly samples: readonly { readonly id: string; readonly type: string }[];
}
export const eventsArrivedSignal = defineSignal<[EventsArrived]>('eventsArrived');
/** What the numbers are made of has changed, such as the currency: a run of its own follows the one under way. */
export const resyncSignal = defineSignal('resync');
export const disconnectSignal = defineSignal('disconnect');
/** Our webhook at RevenueCat is to be looked at now: its token was rotated. */
export const webhookTokenRotatedSignal = defineSignal('webhookTokenRotated');
/** Starts a fresh history at the next safe point, as continue-as-new does by itself when history grows long. */
export const rollOverSignal = defineSignal('rollOver');
/** Null until the account's row is read. */
export const accountStateQuery = defineQuery<AccountState | null>('state');
