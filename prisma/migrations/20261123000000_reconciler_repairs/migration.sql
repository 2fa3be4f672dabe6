-- CreateTable
CREATE TABLE "reconciler_repairs" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,

    CONSTRAINT "reconciler_repairs_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "reconciler_repairs_at_id_idx" ON "reconciler_repairs"("at" DESC, "id" DESC);

-- api: shows and counts them. worker: writes them down, and deletes the old ones.
GRANT SELECT ON reconciler_repairs TO revenue_api;
GRANT SELECT, INSERT, DELETE ON reconciler_repairs TO revenue_worker;
