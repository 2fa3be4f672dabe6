-- AlterTable: an account publishes although one of its charts fails; the roles' rights on the table cover the column.
ALTER TABLE "revenuecat_accounts" ADD COLUMN     "metrics_published_at" JSONB NOT NULL DEFAULT '{}';
