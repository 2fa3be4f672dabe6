-- AlterTable
ALTER TABLE "revenue_layers" ADD COLUMN     "overlap_seconds" INTEGER;
ALTER TABLE "revenuecat_accounts" ADD COLUMN     "registered_token_hash" BYTEA;

-- Rights of the runtime roles: the worker starts the clock of an overlap, which can only shorten it.
GRANT UPDATE ("previous_valid_until") ON "revenue_layers" TO revenue_worker;
