/**
 * The fields tests look at in answers, of all kinds of answers at once: a test knows what it asked for. Anything it
 * expects and does not find fails its assertion.
 */
export type Body = TokenBody & ErrorBody & ListBody & ChartBody & ControlBody & Item;

interface TokenBody {
  access_token: string;
  refresh_token: string;
  token_type: string;
  expires_in: number;
  /** Of tokens the granted scopes. */
  scope: string;
}

interface ErrorBody {
  object: string;
  type: string;
  message: string;
  param: string;
  retryable: boolean;
  backoff_ms: number;
  /** OAuth's error code. */
  error: string;
}

interface ListBody {
  items: Item[];
  next_page: string | null;
}

export interface Point {
  /** Seconds. */
  cohort: number;
  measure: number;
  value: number | null;
  incomplete: boolean;
  /** Of segmented charts, and of tables. */
  segment: number;
  period: number;
}

interface Named {
  id: string;
  display_name: string;
  options: Named[];
}

interface ChartBody {
  resolution: string;
  start_date: number;
  end_date: number;
  yaxis_currency: string;
  measures: Named[] | null;
  periods: Named[];
  segments: Named[];
  segments_limit: number;
  filters: Named[];
  summary: { average: Record<string, number>; total: Record<string, number> };
  user_selectors: Record<string, string>;
  values: Point[];
  metrics: { id: string; value: number }[];
}

interface ControlBody {
  developers: Item[];
  overlaps: unknown[];
  settings: { limits: Record<string, number>; access_token_seconds: number };
  access_token_seconds: number;
  sent: number;
  statuses: Record<string, number>;
  event_ids: string[];
  usd: string;
}

/** An item of a list, or one on its own: project, product, integration, send, delivery… */
export interface Item {
  id: string;
  key: string;
  name: string;
  url: string;
  value: string;
  environment: string;
  domain: string;
  query: string;
  /** HTTP status, or the state of a delivery. */
  status: number | string;
  app_id: string;
  app: { id: string };
  store_identifier: string;
  project_ids: string[];
  hits: number;
  /** Credentials' lineage, and what was sent or used of it. */
  lineage: string;
  outcome: string;
  issued: boolean;
  ended_at: number | null;
  token: string;
  reason: string;
  endpoint: string;
  attempts: { at: number; milliseconds: number; status: number | null; error: string | null }[];
  next_attempt_at: number;
  event_id: string;
  event: WebhookEvent;
}

export interface WebhookEvent {
  id: string;
  type: string;
  environment: string;
  product_id: string;
  period_type: string;
  store: string;
  price: number;
  cancel_reason: string;
  event_timestamp_ms: number;
  purchased_at_ms: number;
  expiration_at_ms: number;
}
