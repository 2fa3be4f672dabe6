import assert from 'node:assert/strict';

import { processInbox } from '../../activities/inbox/process.js';
import { rebuildAccount } from '../../activities/inbox/rebuild.js';
import { createLog } from '../../clients/log.js';
import type { Database } from '../../clients/postgres.js';
import type { Tenant } from '../ingest/tenant.js';

/** What cannot be taken in is said; here it is counted. */
const log = createLog('test', 'silent');

/**
 * Processes what was stored for a tenant, as its accounts' workflows would: each event that was routed counts once or is set
 * aside once, and what they leave is what their rows say.
 *
 * @param worker with the rights of one.
 */
export async function processAll(worker: Database, { projectId, accounts }: Tenant): Promise<void> {
  for (const accountId of accounts) {
    const ref = { projectId, accountId, generation: 1 };
    const next = () => processInbox({ database: worker, log } as Parameters<typeof processInbox>[0], ref);
    const of = { project_id: projectId, account_id: accountId };
    const { revenue_events, event_inbox } = worker.prisma;
    const waiting = await event_inbox.count({ where: of });
    let applied = 0;
    let aside = 0;
    for (let more = waiting > 0; more;) {
      const batch = await next();
      applied += batch.processed;
      if (batch.processed === 0) aside += 1;
      ({ more } = batch);
      assert.ok(applied + aside <= waiting, `${applied} applied and ${aside} set aside of ${waiting}`);
    }
    assert.deepEqual(await next(), { processed: 0, more: false });
    assert.equal(await event_inbox.count({ where: of }), 0);
    assert.equal(applied + aside, waiting);
    assert.equal(await revenue_events.count({ where: { ...of, processed_at: { not: null } } }), applied);
    assert.equal(await revenue_events.count({ where: { ...of, processed_at: null } }), aside);
    const { changed, daysChanged } = await rebuildAccount({ database: worker, log }, ref);
    assert.deepEqual([changed, daysChanged], [0, 0]);
  }
}
