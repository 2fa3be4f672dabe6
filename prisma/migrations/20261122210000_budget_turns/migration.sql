-- AlterTable
ALTER TABLE "rate_budgets" ADD COLUMN     "others" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "others_until" TIMESTAMPTZ(3),
ADD COLUMN     "waiting" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "revenuecat_accounts" ADD COLUMN     "sync_interval_seconds" INTEGER;

-- CreateIndex
CREATE INDEX "revenuecat_accounts_budget_key_idx" ON "revenuecat_accounts"("budget_key");
