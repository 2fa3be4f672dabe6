-- AlterTable
ALTER TABLE "revenuecat_accounts" ADD COLUMN     "reconciliation" JSONB;
