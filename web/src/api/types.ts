import type { z } from 'zod';

import type {
  accountSchema,
  accountWithHistorySchema,
  accountWithProjectSchema,
  openReceiptSchema,
  receiptSchema,
  runSchema,
} from '../../../api/accounts/schema.js';
import type { timelineEntrySchema } from '../../../api/accounts/timeline-route.js';
import type { connectionSchema, startedOAuthSchema } from '../../../api/connections/schema.js';
import type { eventSchema } from '../../../api/events/event-item.js';
import type { problemSchema } from '../../../api/http/openapi-problems.js';
import type { layerSchema } from '../../../api/layer/view.js';
import type { refusalSchema, tokenSchema } from '../../../api/layer/webhook-routes.js';
import type { projectSchema } from '../../../api/projects/routes.js';
import type { countedAccount } from '../../../api/revenue/answer-schemas.js';
import type { productsSchema } from '../../../api/revenue/products-schema.js';
import type { seriesSchema } from '../../../api/revenue/series-answer.js';
import type { summarySchema, tileSchema } from '../../../api/revenue/summary-schema.js';
import type { sessionView } from '../../../api/session/routes.js';

/*
 * What the API answers, as far as the pages read it: taken from the schemas that check its answers, as types alone, so
 * that nothing of the server reaches the browser. Times are ISO 8601 in UTC, days are UTC days, money and other decimals
 * are strings, rates are percent numbers; ids are opaque.
 */

/** An answer is read, never changed. */
type Read<T> = T extends readonly (infer Item)[]
  ? readonly Read<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Read<T[Key]> }
    : T;
type Answer<Schema extends z.ZodType> = Read<z.output<Schema>>;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

export type Session = Answer<typeof sessionView>;
export type Project = Answer<typeof projectSchema>;
/** `cause` and `not_before` come with a refused sync. */
export type ProblemBody = Pick<Answer<typeof problemSchema>, 'type' | 'title' | 'detail' | 'errors'> & {
  readonly status?: number;
  readonly cause?: string;
  readonly not_before?: string | null;
};

export type RevenueLayer = Omit<Answer<typeof layerSchema>, 'keep_subscriber_attributes' | 'accounts'> & {
  /** Disconnected accounts included: their history stays. */
  readonly accounts: readonly Account[];
};
/** What numbers need to know of a layer; it can be said of a removed one, too. */
export type CountedLayer = Pick<RevenueLayer, 'currency' | 'accounts'>;
export type WebhookToken = Answer<typeof tokenSchema>;
export type Refusal = Answer<typeof refusalSchema>;

/** One attempt to connect. Only the answer that started it says where it goes on: that holds the single-use state. */
export type Connection = Answer<typeof connectionSchema> &
  Partial<Pick<Answer<typeof startedOAuthSchema>, 'authorize_url'>>;
export type ConnectionStatus = Connection['status'];
export type ConnectableProject = NonNullable<Connection['revenuecat_projects']>[number];

/** An account; what is stored of it stands only in the answer about this one. */
export type Account = Answer<typeof accountSchema> &
  Partial<Pick<Answer<typeof accountWithHistorySchema>, 'kept'>>;
export type AccountWithProject = Answer<typeof accountWithProjectSchema>;
export type AccountStatus = Account['status'];
export type Health = Account['health'];
export type HealthCause = NonNullable<Health['cause']>;
/** The one thing the owner can do. */
export type HealthAction = NonNullable<Health['action']>;
export type Warning = Account['warnings'][number];
export type SyncRun = Answer<typeof runSchema>;
export type TimelineEntry = Answer<typeof timelineEntrySchema>;
/** What came of a disconnect; while it is under way, what is still to be done. */
export type Receipt = Answer<typeof receiptSchema> | Answer<typeof openReceiptSchema>;

/** The fourteen headlines, in the order of the page. */
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

type AnsweredTile = Answer<typeof tileSchema>;
export type Tile = Omit<AnsweredTile, 'metric' | 'by_account'> & {
  readonly metric: TileMetric;
  readonly by_account: readonly Pick<
    AnsweredTile['by_account'][number],
    'account_id' | 'value' | 'as_of' | 'last_published_at'
  >[];
};
/** Money as a decimal string; counts, and percent as in 4.6 for 4.6 %, as numbers. */
export type Amount = NonNullable<Tile['value']>;
export type CountedAccount = Answer<typeof countedAccount>;
export type Summary = Omit<Answer<typeof summarySchema>, 'tiles'> & { readonly tiles: readonly Tile[] };
/** What today's webhooks add up to, in USD at event time; never part of a tile. */
export type LiveTotals = Summary['live'];

export type Series = Pick<
  Answer<typeof seriesSchema>,
  'metric' | 'unit' | 'currency' | 'resolution' | 'from' | 'to' | 'accounts' | 'begins' | 'points'
>;
export type Resolution = Series['resolution'];
export type SeriesPoint = Series['points'][number];

export type Products = Pick<Answer<typeof productsSchema>, 'currency' | 'days' | 'items' | 'next_cursor'>;
export type ProductRow = Products['items'][number];

export type RevenueEvent = Pick<
  Answer<typeof eventSchema>,
  | 'event_id'
  | 'type'
  | 'account_id'
  | 'occurred_at'
  | 'received_at'
  | 'processed_at'
  | 'environment'
  | 'app_id'
  | 'product_id'
  | 'store'
  | 'period_type'
  | 'price_usd'
  | 'cancel_reason'
>;
