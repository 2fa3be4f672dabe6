-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "projects" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "projects_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "revenue_layers" (
    "project_id" TEXT NOT NULL,
    "installed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),
    "currency" TEXT NOT NULL,
    "keep_subscriber_attributes" BOOLEAN NOT NULL DEFAULT false,
    "webhook_token_hash" BYTEA,
    "previous_token_hash" BYTEA,
    "previous_valid_until" TIMESTAMPTZ(3),
    "sealing_public_key" BYTEA,

    CONSTRAINT "revenue_layers_pkey" PRIMARY KEY ("project_id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "project_id" TEXT,
    "name" TEXT NOT NULL,
    "access" TEXT NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "token_hash" BYTEA NOT NULL,
    "api_key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "sign_in_tokens" (
    "token_hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_tokens_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "api_key_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" BYTEA NOT NULL,
    "status" INTEGER,
    "location" TEXT,
    "body" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("api_key_id","key")
);

-- CreateTable
CREATE TABLE "connections" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "problem" TEXT,
    "problem_detail" TEXT,
    "manage_webhook" BOOLEAN NOT NULL DEFAULT false,
    "account_id" TEXT,
    "credential_id" TEXT NOT NULL,
    "state_hash" BYTEA,
    "session_hash" BYTEA,
    "cookie_hash" BYTEA,
    "state_used_at" TIMESTAMPTZ(3),
    "revenuecat_projects" JSONB,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "connections_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "revenuecat_accounts" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "revenuecat_project_id" TEXT NOT NULL,
    "revenuecat_project_name" TEXT NOT NULL,
    "revenuecat_project_created_at" TIMESTAMPTZ(3) NOT NULL,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "revision" BIGINT NOT NULL DEFAULT 0,
    "status" TEXT NOT NULL,
    "health_status" TEXT NOT NULL DEFAULT 'healthy',
    "health_cause" TEXT,
    "health_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "health_detail" JSONB,
    "warnings" JSONB NOT NULL DEFAULT '[]',
    "credential_id" TEXT,
    "credential_kind" TEXT NOT NULL,
    "credential_version" INTEGER NOT NULL DEFAULT 0,
    "scopes" TEXT[],
    "access_expires_at" TIMESTAMPTZ(3),
    "refreshed_at" TIMESTAMPTZ(3),
    "budget_key" TEXT NOT NULL,
    "sync_progress" JSONB,
    "next_sync_at" TIMESTAMPTZ(3),
    "last_published_at" TIMESTAMPTZ(3),
    "manage_webhook" BOOLEAN NOT NULL DEFAULT false,
    "webhook_integration_id" TEXT,
    "webhook_verified_at" TIMESTAMPTZ(3),
    "webhook_last_event_at" TIMESTAMPTZ(3),
    "connected_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "paused_at" TIMESTAMPTZ(3),
    "disconnected_at" TIMESTAMPTZ(3),
    "receipt" JSONB,

    CONSTRAINT "revenuecat_accounts_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "account_gates" (
    "project_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "accepting" BOOLEAN NOT NULL,
    "signing_secret_hash" BYTEA,
    "lock_right" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "account_gates_pkey" PRIMARY KEY ("project_id","account_id")
);

-- CreateTable
CREATE TABLE "sync_runs" (
    "project_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "slot" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "cause" TEXT,
    "as_of" DATE NOT NULL,
    "fetched_from" DATE,
    "currency" TEXT NOT NULL,
    "steps_total" INTEGER NOT NULL DEFAULT 0,
    "steps_done" INTEGER NOT NULL DEFAULT 0,
    "calls" INTEGER NOT NULL DEFAULT 0,
    "metrics" JSONB NOT NULL DEFAULT '[]',
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "sync_runs_pkey" PRIMARY KEY ("project_id","account_id","id")
);

-- CreateTable
CREATE TABLE "sync_staging" (
    "project_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,
    "data" JSONB NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sync_staging_pkey" PRIMARY KEY ("project_id","account_id","run_id","step")
);

-- CreateTable
CREATE TABLE "metric_points" (
    "project_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "product_id" TEXT NOT NULL DEFAULT '',
    "resolution" TEXT NOT NULL,
    "period" DATE NOT NULL,
    "currency" TEXT NOT NULL DEFAULT '',
    "value" DECIMAL NOT NULL,
    "complete" BOOLEAN NOT NULL,
    "parts" JSONB,
    "chart" TEXT NOT NULL,
    "chart_version" TEXT NOT NULL,
    "selectors" JSONB NOT NULL,
    "computed_at" TIMESTAMPTZ(3),
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "metric_points_pkey" PRIMARY KEY ("project_id","account_id","metric","product_id","resolution","currency","period")
);

-- CreateTable
CREATE TABLE "metric_restatements" (
    "project_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "product_id" TEXT NOT NULL DEFAULT '',
    "resolution" TEXT NOT NULL,
    "period" DATE NOT NULL,
    "currency" TEXT NOT NULL DEFAULT '',
    "until" TIMESTAMPTZ(3) NOT NULL,
    "value" DECIMAL NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "metric_restatements_pkey" PRIMARY KEY ("project_id","account_id","metric","product_id","resolution","currency","period","until")
);

-- CreateTable
CREATE TABLE "products" (
    "project_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "app_id" TEXT,
    "store_identifier" TEXT NOT NULL,
    "display_name" TEXT,
    "type" TEXT,

    CONSTRAINT "products_pkey" PRIMARY KEY ("project_id","account_id","id")
);

-- CreateTable
CREATE TABLE "revenuecat_apps" (
    "project_id" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "name" TEXT,
    "type" TEXT,

    CONSTRAINT "revenuecat_apps_pkey" PRIMARY KEY ("project_id","app_id")
);

-- CreateTable
CREATE TABLE "rate_budgets" (
    "key" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "per_minute" INTEGER NOT NULL,
    "sent" TIMESTAMPTZ(3)[],
    "blocked_until" TIMESTAMPTZ(3),

    CONSTRAINT "rate_budgets_pkey" PRIMARY KEY ("key","domain")
);

-- CreateTable
CREATE TABLE "revenue_events" (
    "project_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "account_id" TEXT,
    "type" TEXT NOT NULL,
    "event_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "processed_at" TIMESTAMPTZ(3),
    "ordered_at" TIMESTAMPTZ(3) NOT NULL,
    "environment" TEXT,
    "app_id" TEXT,
    "app_user_id" TEXT,
    "original_app_user_id" TEXT,
    "product_id" TEXT,
    "store" TEXT,
    "period_type" TEXT,
    "price_usd" DECIMAL,
    "currency" TEXT,
    "price_in_purchased_currency" DECIMAL,
    "transaction_id" TEXT,
    "original_transaction_id" TEXT,
    "renewal_number" INTEGER,
    "country_code" TEXT,
    "offer_code" TEXT,
    "cancel_reason" TEXT,
    "expiration_reason" TEXT,
    "stored_in" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "body_hash" BYTEA NOT NULL,
    "conflicts" INTEGER NOT NULL DEFAULT 0,
    "body" JSONB NOT NULL,

    CONSTRAINT "revenue_events_pkey" PRIMARY KEY ("project_id","event_id")
);

-- CreateTable
CREATE TABLE "event_inbox" (
    "project_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "size" INTEGER NOT NULL,

    CONSTRAINT "event_inbox_pkey" PRIMARY KEY ("project_id","account_id","event_id")
);

-- CreateTable
CREATE TABLE "event_quarantine" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "account_id" TEXT,
    "reason" TEXT NOT NULL,
    "sealed_body" BYTEA NOT NULL,
    "size" INTEGER NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "replayed_at" TIMESTAMPTZ(3),

    CONSTRAINT "event_quarantine_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "webhook_refusals" (
    "project_id" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(0) NOT NULL,
    "reason" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "webhook_refusals_pkey" PRIMARY KEY ("project_id","minute","reason")
);

-- CreateTable
CREATE TABLE "live_daily_totals" (
    "project_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "revenue_usd" DECIMAL NOT NULL DEFAULT 0,
    "purchases" INTEGER NOT NULL DEFAULT 0,
    "renewals" INTEGER NOT NULL DEFAULT 0,
    "refunds" INTEGER NOT NULL DEFAULT 0,
    "cancellations" INTEGER NOT NULL DEFAULT 0,
    "expirations" INTEGER NOT NULL DEFAULT 0,
    "trials" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "live_daily_totals_pkey" PRIMARY KEY ("project_id","account_id","day")
);

-- CreateTable
CREATE TABLE "timeline_entries" (
    "project_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "cause" TEXT,
    "message" TEXT NOT NULL,

    CONSTRAINT "timeline_entries_pkey" PRIMARY KEY ("project_id","account_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "revenue_layers_webhook_token_hash_key" ON "revenue_layers"("webhook_token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "revenue_layers_previous_token_hash_key" ON "revenue_layers"("previous_token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_key_hash_key" ON "api_keys"("key_hash");

-- CreateIndex
CREATE INDEX "api_keys_project_id_idx" ON "api_keys"("project_id");

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "connections_state_hash_key" ON "connections"("state_hash");

-- CreateIndex
CREATE UNIQUE INDEX "revenuecat_accounts_project_id_revenuecat_project_id_key" ON "revenuecat_accounts"("project_id", "revenuecat_project_id");

-- CreateIndex
CREATE INDEX "sync_runs_project_id_account_id_started_at_idx" ON "sync_runs"("project_id", "account_id", "started_at" DESC);

-- CreateIndex
CREATE INDEX "revenue_events_project_id_received_at_event_id_idx" ON "revenue_events"("project_id", "received_at" DESC, "event_id" DESC);

-- CreateIndex
CREATE INDEX "revenue_events_project_id_account_id_received_at_idx" ON "revenue_events"("project_id", "account_id", "received_at" DESC);

-- CreateIndex
CREATE INDEX "revenue_events_project_id_stored_in_event_id_idx" ON "revenue_events"("project_id", "stored_in", "event_id");

-- CreateIndex
CREATE INDEX "event_inbox_received_at_idx" ON "event_inbox"("received_at");

-- CreateIndex
CREATE INDEX "event_quarantine_received_at_idx" ON "event_quarantine"("received_at");

-- CreateIndex
CREATE INDEX "timeline_entries_project_id_account_id_at_idx" ON "timeline_entries"("project_id", "account_id", "at" DESC);

-- AddForeignKey
ALTER TABLE "revenue_layers" ADD CONSTRAINT "revenue_layers_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_api_key_id_fkey" FOREIGN KEY ("api_key_id") REFERENCES "api_keys"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connections" ADD CONSTRAINT "connections_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "revenuecat_accounts" ADD CONSTRAINT "revenuecat_accounts_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_gates" ADD CONSTRAINT "account_gates_project_id_account_id_fkey" FOREIGN KEY ("project_id", "account_id") REFERENCES "revenuecat_accounts"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_runs" ADD CONSTRAINT "sync_runs_project_id_account_id_fkey" FOREIGN KEY ("project_id", "account_id") REFERENCES "revenuecat_accounts"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_staging" ADD CONSTRAINT "sync_staging_project_id_account_id_run_id_fkey" FOREIGN KEY ("project_id", "account_id", "run_id") REFERENCES "sync_runs"("project_id", "account_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metric_points" ADD CONSTRAINT "metric_points_project_id_account_id_fkey" FOREIGN KEY ("project_id", "account_id") REFERENCES "revenuecat_accounts"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metric_restatements" ADD CONSTRAINT "metric_restatements_project_id_account_id_metric_product_i_fkey" FOREIGN KEY ("project_id", "account_id", "metric", "product_id", "resolution", "currency", "period") REFERENCES "metric_points"("project_id", "account_id", "metric", "product_id", "resolution", "currency", "period") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "products" ADD CONSTRAINT "products_project_id_account_id_fkey" FOREIGN KEY ("project_id", "account_id") REFERENCES "revenuecat_accounts"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "revenuecat_apps" ADD CONSTRAINT "revenuecat_apps_project_id_account_id_fkey" FOREIGN KEY ("project_id", "account_id") REFERENCES "revenuecat_accounts"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "revenue_events" ADD CONSTRAINT "revenue_events_project_id_account_id_fkey" FOREIGN KEY ("project_id", "account_id") REFERENCES "revenuecat_accounts"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_refusals" ADD CONSTRAINT "webhook_refusals_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "live_daily_totals" ADD CONSTRAINT "live_daily_totals_project_id_account_id_fkey" FOREIGN KEY ("project_id", "account_id") REFERENCES "revenuecat_accounts"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "timeline_entries" ADD CONSTRAINT "timeline_entries_project_id_account_id_fkey" FOREIGN KEY ("project_id", "account_id") REFERENCES "revenuecat_accounts"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Rights of the runtime roles. `setup/` makes the roles; the login user is a member of all three and each
-- connection pool takes one of them (`options=-c role=…`).

-- api: reads everything of the tenant, writes what people and programs decide.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO revenue_api;
GRANT INSERT, UPDATE ON projects, revenue_layers, api_keys, connections TO revenue_api;
GRANT INSERT, UPDATE, DELETE ON sessions, sign_in_tokens, idempotency_keys TO revenue_api;
GRANT UPDATE (status, receipt) ON revenuecat_accounts TO revenue_api;
GRANT UPDATE (accepting, signing_secret_hash) ON account_gates TO revenue_api;
GRANT UPDATE (account_id) ON revenue_events TO revenue_api;
GRANT UPDATE (replayed_at) ON event_quarantine TO revenue_api;
GRANT INSERT ON event_inbox, timeline_entries TO revenue_api;
GRANT DELETE ON connections TO revenue_api;

-- worker: writes what RevenueCat said and what the workflows decided.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO revenue_worker;
GRANT INSERT, UPDATE ON revenuecat_accounts, account_gates, sync_runs, metric_points, metric_restatements, products,
  revenuecat_apps, rate_budgets, live_daily_totals, timeline_entries TO revenue_worker;
GRANT INSERT, UPDATE, DELETE ON sync_staging TO revenue_worker;
GRANT DELETE ON event_inbox, event_quarantine, idempotency_keys, sessions, sign_in_tokens TO revenue_worker;
GRANT UPDATE ON connections TO revenue_worker;
GRANT UPDATE (processed_at) ON revenue_events TO revenue_worker;

-- ingest: appends, counts, and locks the gate of an account; it can neither read a body nor open a gate.
GRANT SELECT ON revenue_layers, account_gates, revenuecat_apps, webhook_refusals TO revenue_ingest;
GRANT SELECT (project_id, event_id, account_id, received_at, body_hash, conflicts) ON revenue_events TO revenue_ingest;
GRANT UPDATE (lock_right) ON account_gates TO revenue_ingest;
GRANT INSERT ON revenue_events, event_inbox, event_quarantine, webhook_refusals TO revenue_ingest;
GRANT UPDATE (conflicts) ON revenue_events TO revenue_ingest;
GRANT UPDATE (count) ON webhook_refusals TO revenue_ingest;
