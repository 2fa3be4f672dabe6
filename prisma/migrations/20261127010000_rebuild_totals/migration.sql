-- Rights of the runtime roles: days that a rebuilding finds no event for go.
GRANT DELETE ON "live_daily_totals" TO revenue_worker;
