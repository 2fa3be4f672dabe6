import type { TidyUpActivities } from '../workflows/tidy-up.js';
import type { WorkerDeps } from './deps.js';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

/** How long bodies that are no events are kept, sealed, for a replay. */
const QUARANTINE = 30 * DAY;
const IDEMPOTENCY = 24 * HOUR;
const REPAIRS = 90 * DAY;

export function createTidyUpActivities({
  database,
  log,
}: Pick<WorkerDeps, 'database' | 'log'>): TidyUpActivities {
  return {
    async deleteOutlived() {
      const now = Date.now();
      const { prisma } = database;
      const before = (age: number) => ({ lt: new Date(now - age) });
      const [quarantine, idempotency, sessions, links, repairs] = await Promise.all([
        prisma.event_quarantine.deleteMany({ where: { received_at: before(QUARANTINE) } }),
        prisma.idempotency_keys.deleteMany({ where: { created_at: before(IDEMPOTENCY) } }),
        prisma.sessions.deleteMany({ where: { expires_at: before(0) } }),
        prisma.sign_in_tokens.deleteMany({ where: { expires_at: before(DAY) } }),
        prisma.reconciler_repairs.deleteMany({ where: { at: before(REPAIRS) } }),
      ]);
      const deleted = {
        event_quarantine: quarantine.count,
        idempotency_keys: idempotency.count,
        sessions: sessions.count,
        sign_in_tokens: links.count,
        reconciler_repairs: repairs.count,
      };
      log.info(deleted, 'outlived.deleted');
      return deleted;
    },
  };
}
