-- AlterTable
ALTER TABLE "webhook_refusals" ADD COLUMN "account_id" TEXT NOT NULL DEFAULT '';
ALTER TABLE "webhook_refusals" DROP CONSTRAINT "webhook_refusals_pkey";
ALTER TABLE "webhook_refusals" ADD CONSTRAINT "webhook_refusals_pkey" PRIMARY KEY ("project_id","minute","reason","account_id");

-- CreateTable
CREATE TABLE "account_signals" (
    "project_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "signalled_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_signals_pkey" PRIMARY KEY ("project_id","account_id")
);

-- CreateTable
CREATE TABLE "previous_token_uses" (
    "project_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL DEFAULT '',
    "token_hash" BYTEA NOT NULL,
    "count" INTEGER NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "previous_token_uses_pkey" PRIMARY KEY ("project_id","token_hash","account_id")
);

-- AddForeignKey
ALTER TABLE "account_signals" ADD CONSTRAINT "account_signals_project_id_account_id_fkey" FOREIGN KEY ("project_id", "account_id") REFERENCES "revenuecat_accounts"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "previous_token_uses" ADD CONSTRAINT "previous_token_uses_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Rights of the runtime roles.
GRANT SELECT, INSERT, UPDATE ON "account_signals" TO revenue_api, revenue_worker;
GRANT SELECT ON "previous_token_uses" TO revenue_api, revenue_worker;
GRANT DELETE ON "previous_token_uses", "webhook_refusals" TO revenue_worker;
GRANT SELECT, INSERT ON "previous_token_uses" TO revenue_ingest;
GRANT UPDATE ("count", "last_used_at") ON "previous_token_uses" TO revenue_ingest;
