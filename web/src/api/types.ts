import type { z } from 'zod';

import type { problemSchema } from '../../../api/http/openapi-problems.js';
import type { Answer, BodyOf, QueryOf, Read, RouteName } from './contract.js';

/*
 * Names for what the API answers, as far as the pages read it. Times are ISO 8601 in UTC, days are UTC days, money and
 * other decimals are strings, rates are percent numbers; ids are opaque.
 */

export interface Page<Row> {
  readonly items: readonly Row[];
  readonly next_cursor: string | null;
}
/** One of what a list answers. */
type Item<Name extends RouteName> = Answer<Name> extends Page<infer Row> ? Row : never;

export type Session = Answer<'GET /api/session'>;
export type Project = Answer<'GET /api/projects/{projectId}'>;
/** `cause` and `not_before` come with a refused sync. */
export type ProblemBody = Pick<
  Read<z.output<typeof problemSchema>>,
  'type' | 'title' | 'detail' | 'errors'
> & {
  readonly status?: number;
  readonly cause?: string;
  readonly not_before?: string | null;
};

export type RevenueLayer = Omit<
  Answer<'GET /api/projects/{projectId}/revenue-layer'>,
  'keep_subscriber_attributes' | 'accounts'
> & {
  /** Disconnected accounts included: their history stays. */
  readonly accounts: readonly Account[];
};
/** What numbers need to know of a layer; it can be said of a removed one, too. */
export type CountedLayer = Pick<RevenueLayer, 'currency' | 'accounts'>;
export type Refusal = Item<'GET /api/projects/{projectId}/revenue-layer/refusals'>;
export type Currency = NonNullable<BodyOf<'PUT /api/projects/{projectId}/revenue-layer'>['currency']>;

/** One attempt to connect. Only the answer that started it says where it goes on: that holds the single-use state. */
export type Connection = Answer<'GET /api/projects/{projectId}/connections/{connectionId}'> & {
  readonly authorize_url?: string;
};
export type ConnectionStatus = Connection['status'];
export type ConnectableProject = NonNullable<Connection['revenuecat_projects']>[number];

/** An account; what is stored of it stands only in the answer about this one. */
export type Account = Item<'GET /api/projects/{projectId}/accounts'> &
  Partial<Pick<Answer<'GET /api/projects/{projectId}/accounts/{accountId}'>, 'kept'>>;
export type AccountWithProject = Item<'GET /api/accounts'>;
export type AccountStatus = Account['status'];
export type Health = Account['health'];
export type HealthCause = NonNullable<Health['cause']>;
/** The one thing the owner can do. */
export type HealthAction = NonNullable<Health['action']>;
export type Warning = Account['warnings'][number];
export type SyncRun = Item<'GET /api/projects/{projectId}/accounts/{accountId}/syncs'>;
export type TimelineEntry = Item<'GET /api/projects/{projectId}/accounts/{accountId}/timeline'>;
/** What came of a disconnect; while it is under way, what is still to be done. */
export type Receipt = Answer<'GET /api/projects/{projectId}/accounts/{accountId}/receipt'>;

type AnsweredSummary = Answer<'GET /api/projects/{projectId}/revenue/summary'>;
type AnsweredTile = AnsweredSummary['tiles'][number];
/** The fourteen headlines. */
export type TileMetric = AnsweredTile['metric'];
export type Tile = Omit<AnsweredTile, 'by_account'> & {
  readonly by_account: readonly Pick<
    AnsweredTile['by_account'][number],
    'account_id' | 'value' | 'as_of' | 'last_published_at'
  >[];
};
/** Money as a decimal string; counts, and percent as in 4.6 for 4.6 %, as numbers. */
export type Amount = NonNullable<Tile['value']>;
export type CountedAccount = AnsweredSummary['accounts'][number];
export type Summary = Omit<AnsweredSummary, 'tiles'> & { readonly tiles: readonly Tile[] };
/** What today's webhooks add up to, in USD at event time; never part of a tile. */
export type LiveTotals = Summary['live'];

/** Name of a series, of which several tiles may show something. */
export type SeriesMetric = QueryOf<'GET /api/projects/{projectId}/revenue/series'>['metric'];
export type Series = Pick<
  Answer<'GET /api/projects/{projectId}/revenue/series'>,
  'metric' | 'unit' | 'currency' | 'resolution' | 'from' | 'to' | 'accounts' | 'begins' | 'points'
>;
export type Resolution = Series['resolution'];
export type SeriesPoint = Series['points'][number];

export type Products = Pick<
  Answer<'GET /api/projects/{projectId}/revenue/products'>,
  'currency' | 'days' | 'items' | 'next_cursor'
>;
export type ProductRow = Products['items'][number];

export type RevenueEvent = Pick<
  Item<'GET /api/projects/{projectId}/revenue/events'>,
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
