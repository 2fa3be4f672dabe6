import type { WebhookDrift } from '../activities.js';
import type { Credential, RevenueCatProject } from '../messages.js';

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

/** Times here and below are milliseconds since 1970. */
export interface Health {
  readonly cause: HealthCause | null;
  readonly since: number;
  /** What the sentence needs to name, such as the missing scopes. */
  readonly detail: string | null;
}

/** Detail of `token_lost` and `api_key_rejected` where it is Vault that has no such credential. */
export const MISSING = 'missing';

/** Outcome of one step of a run; what is not `fetched` explains why its metrics kept their old numbers. */
export interface StepStatus {
  readonly outcome: 'fetched' | 'refused' | 'unexpected' | 'transient' | 'unauthorized';
  readonly calls: number;
  /** HTTP status of a refusal. */
  readonly httpStatus: number | null;
  readonly detail: string | null;
}

/** One pull of all metrics. A run is over when it is no longer in the state. */
export interface Run {
  readonly id: string;
  readonly kind: 'first' | 'scheduled' | 'manual';
  readonly slot: number;
  /** Empty until the run has begun, that is, until its row is there. */
  readonly steps: readonly string[];
  readonly begun: boolean;
  /** First and last UTC day to fetch. */
  readonly from: string;
  readonly asOf: string;
  readonly currency: string;
  readonly results: Readonly<Record<string, StepStatus>>;
  /** No step before this time: RevenueCat's limit. */
  readonly notBefore: number;
  /** How often the step under way has waited or been repeated; bounded, so that none goes on for ever. */
  readonly patience: number;
  /** Somebody asked for a sync while this one was under way: it is theirs now, too. */
  readonly awaited?: boolean;
  /** A 401 brings one refresh and one more try per run, no more. */
  readonly refreshedAfter401: boolean;
  /**
   * Milliseconds. Such a run ends where RevenueCat does not answer, waits for the refresh after a 401, and waits for the
   * limit by the clock. Runs of histories from before that have none: they go on with every step and count their waits.
   */
  readonly startedAt?: number;
}

/** How far a disconnect has come; each part is done once and then stays done. */
export interface Closing {
  readonly since: number;
  readonly gateClosed: boolean;
  readonly inboxDrained: boolean;
  readonly webhook: 'removed' | 'not_ours' | 'by_hand' | null;
  /** Since when nothing of ours keeps us from removing it; patience with RevenueCat begins here. */
  readonly webhookSince?: number;
  /** Which version of the credential RevenueCat answered 401 to when it was to remove it. */
  readonly rejectedVersion?: number;
  /** A disconnect that began before removing the webhook waited for the refresh; see `AccountKeeper.disconnect`. */
  readonly impatient?: boolean;
  readonly credentialDeleted: boolean;
}

/** What somebody else did to our webhook at RevenueCat, when we noticed, and whether we could put it right. */
export interface DriftedWebhook {
  readonly what: WebhookDrift;
  readonly since: number;
  readonly restored: boolean;
}

export interface TimelineEntry {
  readonly id: string;
  readonly at: number;
  readonly kind: string;
  readonly cause: string | null;
  readonly message: string;
}

/** Cadences of the worker in milliseconds, read anew with every run. */
export interface Cadence {
  readonly syncInterval: number;
  readonly refreshBeforeExpiry: number;
  /** How long a worker may be silent before its activity is given to another; states of older histories lack it. */
  readonly heartbeatTimeout?: number;
  /** What RevenueCat's limits are counted in, in milliseconds; a minute if unset. */
  readonly minute?: number;
}

/** All that outlives continue-as-new. Plain JSON: `Map`, `Set` and `Date` do not survive it. */
export interface AccountState {
  /** Raised by every change worth mirroring; the row keeps the greatest. */
  readonly revision: number;
  readonly status: 'connected' | 'paused' | 'disconnecting';
  readonly pausedAt: number | null;
  readonly revenueCatProject: RevenueCatProject;
  readonly budgetKey: string;
  readonly credential: Credential;
  /** Not before this time another attempt to refresh, after one that failed. */
  readonly refreshNotBefore: number;
  /** RevenueCat answered 401: nothing more is sent with this access token. */
  readonly refreshWanted?: boolean;
  /** Replaced credentials that Vault may still hold. */
  readonly retiredCredentialIds: readonly string[];
  /** The newest of those that were replaced, so that none is taken over a second time. */
  readonly formerCredentialIds?: readonly string[];
  readonly manageWebhook: boolean;
  readonly webhookIntegrationId: string | null;
  /** The registration at RevenueCat is to be looked at. */
  readonly webhookDue: boolean;
  /** The last look was refused, or failed. */
  readonly webhookRefused: boolean;
  /** Which webhook token RevenueCat was given last; a rotation makes another. */
  readonly webhookTokenTag: string | null;
  /** Which settings RevenueCat had when we wrote our webhook last. */
  readonly webhookSettingsTag?: string | null;
  readonly webhookDrift?: DriftedWebhook | null;
  /** The answer to making our webhook was lost: it may be there under an id that we were never told. */
  readonly webhookMayBeThere?: boolean;
  /** After a look that failed, not before this time another. */
  readonly webhookNotBefore?: number;
  /** When our webhook was looked at last; milliseconds. */
  readonly webhookSeenAt?: number;
  readonly health: Health;
  /** Slots in a row that brought nothing because RevenueCat, or part of it, did not answer. */
  readonly transientSlots: number;
  /** The slot until which they are counted: runs within one slot count once. */
  readonly transientUntil?: number;
  /** Since when a part of our own keeps us from working; never a cause of ill health. */
  readonly ourTroubleSince: number | null;
  /** Which part, by the type of the failure, or else which act. */
  readonly ourTroubleWith?: string;
  /** Refreshes in a row that RevenueCat left without a new pair. */
  readonly refreshMisses?: number;
  /** The last refresh came to nothing for a reason of our own: what is missed for want of a token is not RevenueCat's fault. */
  readonly heldUpByUs?: boolean;
  /** Until then the grant rests: a part of our own is away, and trying at once would only fill the history. */
  readonly restUntil: number;
  readonly nextSlot: number;
  /** Asked for out of turn: the first sync after connecting, or "sync now". */
  readonly wanted: { readonly runId: string; readonly kind: 'first' | 'manual' } | null;
  readonly run: Run | null;
  /** The slot at which a cause that can end by itself was looked at last. */
  readonly probedSlot?: number;
  /** What can change by itself is looked at during a pause as well; histories from before that wait for its end. */
  readonly looksWhilePaused?: boolean;
  /** A token pair waits for Vault and holds up a fresh history: signals slow down until it is stored. */
  readonly signalsSlowed?: boolean;
  /** Rows may wait in the inbox. */
  readonly inboxDirty: boolean;
  readonly closing: Closing | null;
  /** Not yet written to Postgres. */
  readonly timeline: readonly TimelineEntry[];
  readonly cadence: Cadence;
}

/** Causes under which no sync can work until somebody acts. */
const SKIPS_SYNCS: readonly HealthCause[] = [
  'token_revoked',
  'token_lost',
  'token_expired',
  'api_key_rejected',
  'insufficient_scope',
  'project_access_lost',
  'client_misconfigured',
];

/** Causes that are found out anew, cheaply, at each slot. */
const PROBED: readonly HealthCause[] = ['token_lost', 'project_access_lost', 'client_misconfigured'];

/** Causes after which the grant is never sent again. */
const DEAD_GRANT: readonly HealthCause[] = [
  'token_revoked',
  'token_lost',
  'token_expired',
  'api_key_rejected',
];

export const skipsSyncs = (cause: HealthCause | null): boolean =>
  cause !== null && SKIPS_SYNCS.includes(cause);
export const isProbed = (cause: HealthCause | null): boolean => cause !== null && PROBED.includes(cause);
export const isDead = (cause: HealthCause | null): boolean => cause !== null && DEAD_GRANT.includes(cause);
