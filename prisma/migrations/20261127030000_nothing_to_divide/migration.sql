-- AlterTable: a rate of a month in which there was nothing to divide by has parts, and no value.
ALTER TABLE "metric_points" ALTER COLUMN "value" DROP NOT NULL;
ALTER TABLE "metric_points" ADD CONSTRAINT "metric_points_value_check"
    CHECK ("value" IS NOT NULL OR coalesce(("parts" ->> 'denominator')::numeric = 0, false));
