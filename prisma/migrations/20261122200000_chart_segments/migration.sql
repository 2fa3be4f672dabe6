-- CreateTable
CREATE TABLE "chart_segments" (
    "project_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "chart" TEXT NOT NULL,
    "product_segment" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chart_segments_pkey" PRIMARY KEY ("project_id","account_id","chart")
);

-- AddForeignKey
ALTER TABLE "chart_segments" ADD CONSTRAINT "chart_segments_project_id_account_id_fkey" FOREIGN KEY ("project_id", "account_id") REFERENCES "revenuecat_accounts"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Rights of the runtime roles.
GRANT SELECT ON "chart_segments" TO revenue_api;
GRANT SELECT, INSERT, UPDATE ON "chart_segments" TO revenue_worker;
