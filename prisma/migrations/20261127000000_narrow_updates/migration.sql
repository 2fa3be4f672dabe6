-- Each event is updated once, when it is processed, and its subscription with it. The body is most of a row and never
-- changes: kept apart (PostgreSQL, "TOAST"), the update copies a few hundred bytes instead of all of them. The room left in
-- each page lets the new version stand beside the old one, so that no index is touched ("Heap-Only Tuples").
ALTER TABLE "revenue_events" ALTER COLUMN "body" SET STORAGE EXTERNAL;
ALTER TABLE "revenue_events" SET (toast_tuple_target = 128, fillfactor = 70);
ALTER TABLE "subscriptions" SET (fillfactor = 70);
