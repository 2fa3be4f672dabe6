-- CreateTable
CREATE TABLE "subscriptions" (
    "project_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "environment" TEXT,
    "store" TEXT,
    "app_id" TEXT,
    "product_id" TEXT,
    "period_type" TEXT,
    "country_code" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "customer_id" TEXT,
    "current_customer_id" TEXT,
    "event_id" TEXT NOT NULL,
    "event_type" TEXT NOT NULL,
    "ordered_at" TIMESTAMPTZ(3) NOT NULL,
    "type_rank" INTEGER NOT NULL,

    CONSTRAINT "subscriptions_pkey" PRIMARY KEY ("project_id","account_id","key")
);

-- CreateTable
CREATE TABLE "customer_transfers" (
    "project_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "from_ids" TEXT[],
    "to_id" TEXT NOT NULL,
    "ordered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_transfers_pkey" PRIMARY KEY ("project_id","account_id","event_id")
);

-- CreateIndex
CREATE INDEX "subscriptions_project_id_account_id_customer_id_idx" ON "subscriptions"("project_id", "account_id", "customer_id");

-- CreateIndex
CREATE INDEX "customer_transfers_from_ids_idx" ON "customer_transfers" USING GIN ("from_ids");

-- CreateIndex
CREATE INDEX "customer_transfers_project_id_account_id_to_id_idx" ON "customer_transfers"("project_id", "account_id", "to_id");

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_project_id_account_id_fkey" FOREIGN KEY ("project_id", "account_id") REFERENCES "revenuecat_accounts"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_transfers" ADD CONSTRAINT "customer_transfers_project_id_account_id_fkey" FOREIGN KEY ("project_id", "account_id") REFERENCES "revenuecat_accounts"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Rights of the runtime roles.
GRANT SELECT ON "subscriptions", "customer_transfers" TO revenue_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON "subscriptions", "customer_transfers" TO revenue_worker;
