import type { TidyUpActivities } from '../workflows/tidy-up.js';
import type { WorkerDeps } from './deps.js';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

/** How long bodies that are no events are kept, sealed, for a replay. */
const QUARANTINE = 30 * DAY;
const IDEMPOTENCY = 24 * HOUR;
const REPAIRS = 90 * DAY;
/** Owners see the last day's; who looks for a cause may look further back. */
const REFUSALS = 90 * DAY;
/** The longest overlap of two webhook tokens is a week. */
const TOKEN_USES = 8 * DAY;

export function createTidyUpActivities({
  database,
  log,
}: Pick<WorkerDeps, 'database' | 'log'>): TidyUpActivities {
  return {
    async deleteOutlived() {
      const now = Date.now();
      const { prisma } = database;
      const before = (age: number) => ({ lt: new Date(now - age) });
      const [quarantine, idempotency, sessions, links, repairs, refusals, tokenUses] = await Promise.all([
        prisma.event_quarantine.deleteMany({ where: { received_at: before(QUARANTINE) } }),
        prisma.idempotency_keys.deleteMany({ where: { created_at: before(IDEMPOTENCY) } }),
        prisma.sessions.deleteMany({ where: { expires_at: before(0) } }),
        prisma.sign_in_tokens.deleteMany({ where: { expires_at: before(DAY) } }),
        prisma.reconciler_repairs.deleteMany({ where: { at: before(REPAIRS) } }),
        prisma.webhook_refusals.deleteMany({ where: { minute: before(REFUSALS) } }),
        prisma.previous_token_uses.deleteMany({ where: { last_used_at: before(TOKEN_USES) } }),
      ]);
      const deleted = {
        event_quarantine: quarantine.count,
        idempotency_keys: idempotency.count,
        sessions: sessions.count,
        sign_in_tokens: links.count,
        reconciler_repairs: repairs.count,
        webhook_refusals: refusals.count,
        previous_token_uses: tokenUses.count,
      };
      log.info(deleted, 'outlived.deleted');
      return deleted;
    },
  };
}
