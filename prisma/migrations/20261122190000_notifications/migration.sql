-- AlterTable
ALTER TABLE "timeline_entries" ADD COLUMN     "notified_at" TIMESTAMPTZ(3);

-- The few that wait, found without reading the many that do not. Prisma's schema cannot express a partial index.
CREATE INDEX "timeline_entries_to_notify" ON "timeline_entries"("at") WHERE "notified_at" IS NULL AND "kind" IN ('healthy', 'unhealthy');
