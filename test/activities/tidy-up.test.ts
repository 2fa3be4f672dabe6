import assert from 'node:assert/strict';

import { createTidyUpActivities } from '../../activities/tidy-up.js';
import { createLog } from '../../clients/log.js';
import type { Database } from '../../clients/postgres.js';
import { openOwnDatabase, type OwnDatabase } from '../support/own-database.js';

const DAY = 24 * 60 * 60_000;

describe('tidying up', () => {
  let own: OwnDatabase;
  let owner: Database;
  let worker: Database;
  const log = createLog('test', 'error');

  before(async () => {
    own = await openOwnDatabase();
    ({ owner, worker } = own);
  });
  after(() => own?.close());

  it('deletes quarantined bodies after 30 days, repairs and refusals after 90, answers after one, uses of a replaced token after eight, and nothing younger', async () => {
    const ago = (time: number) => new Date(Date.now() - time);
    const quarantined = { project_id: 'prj_1', reason: 'no_id', sealed_body: Buffer.from('x'), size: 1 };
    await owner.prisma.event_quarantine.createMany({
      data: [
        { ...quarantined, id: 'old', received_at: ago(31 * DAY) },
        { ...quarantined, id: 'young', received_at: ago(29 * DAY) },
      ],
    });
    const answer = { api_key_id: 'key_1', request_hash: Buffer.from('x') };
    await owner.prisma.idempotency_keys.createMany({
      data: [
        { ...answer, key: 'old', created_at: ago(DAY + 60_000) },
        { ...answer, key: 'young', created_at: ago(DAY - 60_000) },
      ],
    });
    const repair = { kind: 'account_not_running', project_id: 'prj_1', subject: 'acc_1' };
    await owner.prisma.reconciler_repairs.createMany({
      data: [
        { ...repair, id: 'old', at: ago(91 * DAY) },
        { ...repair, id: 'young', at: ago(89 * DAY) },
      ],
    });
    await owner.prisma.projects.create({ data: { id: 'prj_1', name: 'Acme', currency: 'USD' } });
    const refusal = { project_id: 'prj_1', count: 1 };
    await owner.prisma.webhook_refusals.createMany({
      data: [
        { ...refusal, reason: 'old', minute: ago(91 * DAY) },
        { ...refusal, reason: 'young', minute: ago(89 * DAY) },
      ],
    });
    await owner.prisma.previous_token_uses.createMany({
      data: [
        { ...refusal, token_hash: Buffer.from('old'), last_used_at: ago(9 * DAY) },
        { ...refusal, token_hash: Buffer.from('young'), last_used_at: ago(7 * DAY) },
      ],
    });
    const deleted = await createTidyUpActivities({ database: worker, log }).deleteOutlived();
    assert.deepEqual(deleted, {
      event_quarantine: 1,
      idempotency_keys: 1,
      sessions: 0,
      sign_in_tokens: 0,
      reconciler_repairs: 1,
      webhook_refusals: 1,
      previous_token_uses: 1,
    });
    assert.deepEqual(
      (await owner.prisma.webhook_refusals.findMany()).map(({ reason }) => reason),
      ['young'],
    );
    assert.deepEqual(
      (await owner.prisma.previous_token_uses.findMany()).map((use) =>
        Buffer.from(use.token_hash).toString(),
      ),
      ['young'],
    );
    assert.deepEqual(
      (await owner.prisma.event_quarantine.findMany()).map(({ id }) => id),
      ['young'],
    );
    assert.deepEqual(
      (await owner.prisma.idempotency_keys.findMany()).map(({ key }) => key),
      ['young'],
    );
    assert.deepEqual(
      (await owner.prisma.reconciler_repairs.findMany()).map(({ id }) => id),
      ['young'],
    );
  });
});
