-- AlterTable
ALTER TABLE "revenuecat_accounts" ADD COLUMN     "signal_gap_seconds" INTEGER NOT NULL DEFAULT 1;
