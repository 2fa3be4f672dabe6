/** What a request brings along. */
export interface Call {
  /** Sent as a bearer. */
  readonly key?: string;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Members of answers that tests look at. Which of them are there depends on the answer; asserting on them finds out. */
export interface Members {
  readonly id: string;
  readonly type: string;
  readonly detail: string;
  readonly errors: readonly { readonly field: string; readonly message: string }[];
  readonly items: readonly Members[];
  readonly next_cursor: string | null;
  readonly status: string;
  readonly name: string;
  readonly key: string;
  readonly token: string;
  readonly previous_valid_until: string | null;
  readonly access: string;
  readonly project_id: string | null;
  readonly csrf_token: string;
  readonly currency: string;
  readonly installed_at: string;
  readonly minute: string;
  readonly message: string;
  readonly cause: string | null;
  readonly kind: string;
  readonly event_id: string;
  readonly processed_at: string | null;
  readonly project: Members;
  readonly authorize_url: string;
  readonly account_id: string;
  readonly problem: Members;
  readonly revenuecat_project: Members;
  readonly revenuecat_projects: readonly (Members & { readonly connected: boolean })[];
  readonly health: {
    readonly cause: string | null;
    readonly message: string | null;
    readonly action: string | null;
  };
  readonly warnings: readonly { readonly kind: string }[];
  readonly credential: { readonly kind: string; readonly refresh_expires_at_estimate: string | null };
  readonly last_sync: Members | null;
  readonly last_published_at: string | null;
  readonly fetched_from: string | null;
  readonly progress: { readonly done: number; readonly total: number };
  readonly temporal_url: string | undefined;
  readonly webhook: {
    readonly url: string;
    readonly registered: boolean;
    readonly waiting: number;
    readonly lag_seconds: number;
    readonly events_last_hour: number;
    readonly refused_last_24h: number;
  };
  readonly open: readonly string[];
  readonly receipts: readonly Members[];
  readonly credential_deleted: boolean;
  readonly webhook_removed: string;
  readonly kept: { readonly events: number; readonly metric_points: number };
  readonly payloads: readonly { readonly data: string }[];
}

/** An answer, read whole. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed, if it is JSON; else without members. */
  readonly body: Members;
}

/** One request; redirects are answers. */
export async function call(base: string, method: string, path: string, options: Call = {}): Promise<Reply> {
  const { key, body, headers } = options;
  const response = await fetch(base + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson && text !== '' ? JSON.parse(text) : {}) as Members,
  };
}
