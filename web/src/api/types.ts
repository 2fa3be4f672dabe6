/**
 * What the API answers, as far as the pages read it. Times are ISO 8601 in UTC, days are UTC days, money and other
 * decimals are strings, rates are percent numbers; ids are opaque.
 */

export interface Session {
  readonly access: 'admin' | 'read' | 'write';
  /** Null for administrators, who see every project. */
  readonly project_id: string | null;
  readonly csrf_token: string;
}

export interface Project {
  readonly id: string;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

// ── Revenue layer ───────────────────────────────────────────────────────────────────────────────────────────────────

export interface RevenueLayer {
  readonly installed_at: string;
  readonly currency: string;
  readonly webhook: {
    readonly url: string;
    readonly last_event_at: string | null;
    readonly refused_last_24h: number;
    readonly unrouted: number;
  };
  /** Disconnected accounts included: their history stays. */
  readonly accounts: readonly Account[];
}

export interface WebhookToken {
  readonly token: string;
  /** Until when the token before this one is still taken. */
  readonly previous_valid_until: string | null;
}

export interface Refusal {
  readonly reason: string;
  readonly count: number;
  readonly minute: string;
}

// ── Connections ─────────────────────────────────────────────────────────────────────────────────────────────────────

export type ConnectionStatus =
  'awaiting_consent' | 'exchanging' | 'awaiting_choice' | 'bound' | 'failed' | 'expired' | 'cancelled';

export interface ConnectableProject {
  readonly id: string;
  readonly name: string;
  readonly connected: boolean;
}

/** One attempt to connect. */
export interface Connection {
  readonly id: string;
  readonly method: 'oauth' | 'api_key';
  readonly status: ConnectionStatus;
  /** The next deadline. */
  readonly expires_at: string;
  /** Only in the answer that started the attempt: it holds the single-use state. */
  readonly authorize_url?: string;
  /** The account it was bound to, or the one it reconnects. */
  readonly account_id: string | null;
  /** Why it ended without an account. */
  readonly problem: { readonly type: string; readonly title: string; readonly detail: string | null } | null;
  /** While a choice is awaited: what to choose from. */
  readonly revenuecat_projects?: readonly ConnectableProject[];
}

export interface ProblemBody {
  /** Relative, `/problems/<slug>`. */
  readonly type: string;
  readonly title: string;
  readonly status?: number;
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
  readonly cause?: string;
  readonly not_before?: string | null;
}

// ── Accounts ────────────────────────────────────────────────────────────────────────────────────────────────────────

export type AccountStatus = 'connected' | 'paused' | 'disconnecting' | 'disconnected';

export type HealthCause =
  | 'token_revoked'
  | 'token_lost'
  | 'token_expired'
  | 'api_key_rejected'
  | 'insufficient_scope'
  | 'project_access_lost'
  | 'client_misconfigured'
  | 'provider_unavailable'
  | 'unexpected_response';

/** The one thing the owner can do. */
export type HealthAction = 'reconnect' | 'enter_api_key' | 'reconnect_with_permissions' | 'contact_operator';

export interface Health {
  readonly status: 'healthy' | 'unhealthy';
  readonly cause: HealthCause | null;
  readonly since: string;
  /** The owner's sentence; moments in it are ISO 8601. Null while healthy. */
  readonly message: string | null;
  readonly action: HealthAction | null;
}

export interface Warning {
  readonly kind: string;
  /** A sentence; moments in it are ISO 8601. */
  readonly message: string;
  readonly since: string | null;
}

export interface Account {
  readonly id: string;
  readonly revenuecat_project: { readonly id: string; readonly name: string };
  readonly status: AccountStatus;
  readonly health: Health;
  readonly warnings: readonly Warning[];
  readonly credential: {
    readonly kind: 'oauth' | 'api_key';
    readonly version: number;
    readonly scopes: readonly string[];
    readonly access_expires_at: string | null;
    readonly refresh_expires_at_estimate: string | null;
    readonly refreshed_at: string | null;
  };
  /** Newest finished run. */
  readonly last_sync: SyncRun | null;
  readonly last_published_at: string | null;
  readonly next_sync_at: string | null;
  readonly webhook: {
    readonly url: string;
    readonly registered: boolean;
    readonly verified_at: string | null;
    readonly last_event_at: string | null;
    /** Events received and not yet processed, and the age of the oldest in seconds. */
    readonly waiting: number;
    readonly lag_seconds: number;
  };
  readonly paused_at?: string | null;
  readonly disconnected_at?: string | null;
  /** What is stored of this account and stays when it is disconnected. */
  readonly kept?: { readonly events: number; readonly metric_points: number };
  /** For administrators. */
  readonly temporal_url?: string;
}

/** An entry of the operators' list. */
export interface AccountWithProject extends Account {
  readonly project: { readonly id: string; readonly name: string };
}

export interface SyncRun {
  readonly id: string;
  readonly status: 'running' | 'complete' | 'partial' | 'failed' | 'skipped';
  /** `first`, `scheduled` or `manual`. */
  readonly kind: string;
  readonly progress: { readonly done: number; readonly total: number };
  readonly metrics: readonly { readonly metric: string; readonly status: string }[];
  readonly calls: number;
  readonly started_at: string;
  readonly finished_at: string | null;
  readonly cause: string | null;
}

export interface TimelineEntry {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly cause: string | null;
  readonly message: string;
}

/** What came of a disconnect; while it is under way, what is still to be done. */
export type Receipt =
  | {
      readonly account_id: string;
      readonly disconnected_at: string;
      readonly credential_deleted: boolean;
      readonly webhook_removed: 'removed' | 'not_ours' | 'by_hand';
      readonly kept: { readonly events: number; readonly metric_points: number };
    }
  | {
      readonly account_id: string;
      readonly disconnected_at: null;
      /** `deliveries`, `events`, `webhook`, `credential`. */
      readonly open: readonly string[];
    };

// ── Revenue ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export type TileMetric =
  | 'mrr'
  | 'arr'
  | 'active_subscriptions'
  | 'active_trials'
  | 'revenue_7d'
  | 'revenue_30d'
  | 'new_subscribers_7d'
  | 'new_subscribers_30d'
  | 'churn_rate'
  | 'trial_conversion_rate'
  | 'conversion_to_paying_rate'
  | 'refund_rate'
  | 'ltv_per_customer'
  | 'ltv_per_paying_customer';

/** Money as a decimal string; counts, and percent as in 4.6 for 4.6 %, as numbers. */
export type Amount = string | number;

/** Where a number comes from. */
export interface Lineage {
  /** RevenueCat's chart. */
  readonly chart: string;
  readonly derived_from: string | null;
  readonly formula: string;
}

export interface Tile {
  readonly metric: TileMetric;
  readonly value: Amount | null;
  /** 7- and 30-day tiles: without the running day, so that it compares with `previous`. */
  readonly value_complete_days?: Amount | null;
  readonly complete_days_as_of?: string | null;
  readonly unit: 'money' | 'count' | 'percent';
  readonly currency: string | null;
  readonly as_of: string | null;
  readonly complete: boolean;
  /** A chosen account is missing in the value. */
  readonly partial: boolean;
  readonly previous: { readonly value: Amount | null; readonly as_of: string } | null;
  /** What the value is made of, where RevenueCat gives it. */
  readonly parts: Readonly<Record<string, string>> | null;
  readonly lineage: Lineage;
  readonly by_account: readonly {
    readonly account_id: string;
    readonly value: Amount | null;
    readonly as_of: string;
    readonly fetched_at: string;
  }[];
}

/** An account that an answer is about. */
export interface CountedAccount {
  readonly account_id: string;
  readonly name: string;
  readonly status: string;
  readonly last_published_at: string | null;
  readonly disconnected_at: string | null;
}

export interface Summary {
  readonly currency: string;
  readonly accounts: readonly CountedAccount[];
  readonly tiles: readonly Tile[];
  /** Counted, with numbers older than two hours. */
  readonly stale: readonly { readonly account_id: string; readonly last_published_at: string }[];
  /** Not counted in these tiles, for want of numbers. */
  readonly missing: readonly { readonly account_id: string; readonly metrics: readonly string[] }[];
  /** Not counted in these tiles: their numbers are in another currency. */
  readonly left_out: readonly {
    readonly account_id: string;
    readonly currency: string;
    readonly metrics: readonly string[];
  }[];
  readonly live: LiveTotals;
}

/** What today's webhooks add up to, in USD at event time; never part of a tile. */
export interface LiveTotals {
  readonly day: string;
  readonly currency: 'USD';
  readonly revenue: string;
  readonly purchases: number;
  readonly renewals: number;
  readonly refunds: number;
  readonly cancellations: number;
  readonly expirations: number;
  readonly trials: number;
}

export type Resolution = 'day' | 'month';

export interface SeriesPoint {
  /** The day, or the first day of the month. */
  readonly date: string;
  readonly value: Amount | null;
  /** Over for every account, and none is missing. */
  readonly complete: boolean;
  readonly partial: boolean;
  readonly restated_from?: { readonly value: Amount; readonly until: string };
  /** Where the answer is about several accounts. */
  readonly by_account?: readonly { readonly account_id: string; readonly value: Amount | null }[];
}

export interface Series {
  readonly metric: string;
  readonly unit: 'money' | 'count' | 'percent';
  readonly currency: string | null;
  readonly resolution: Resolution;
  readonly from: string;
  readonly to: string;
  readonly accounts: readonly CountedAccount[];
  readonly points: readonly SeriesPoint[];
}

export interface Products extends Page<ProductRow> {
  readonly currency: string;
  readonly days: number;
}

export interface ProductRow {
  /** RevenueCat's id, or its chart's label where that names no product, such as Other. */
  readonly product_id: string;
  readonly store_identifier: string | null;
  readonly name: string | null;
  readonly account_id: string;
  readonly revenue: string | null;
  readonly revenue_as_of: string | null;
  readonly active_subscriptions: number | null;
  readonly active_subscriptions_as_of: string | null;
}

export interface RevenueEvent {
  readonly event_id: string;
  readonly type: string;
  readonly account_id: string | null;
  readonly occurred_at: string | null;
  readonly received_at: string;
  readonly processed_at: string | null;
  readonly environment: string | null;
  readonly app_id: string | null;
  readonly product_id: string | null;
  readonly store: string | null;
  readonly period_type: string | null;
  readonly price_usd: string | null;
  readonly cancel_reason: string | null;
}
