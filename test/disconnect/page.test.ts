import assert from 'node:assert/strict';

import { mirrorAccount } from '../../activities/accounts/row.js';
import type { Database } from '../../clients/postgres.js';
import { stateOf } from '../account/states.js';
import { makeBareAccount } from '../support/bare-account.js';
import { openOwnDatabase, type OwnDatabase } from '../support/own-database.js';

const ref = { projectId: 'prj_1', accountId: 'acc_1', generation: 2 };
const gone = stateOf({
  status: 'disconnecting',
  revision: 5,
  closing: { since: 0, gateClosed: false, inboxDrained: false, webhook: null, credentialDeleted: false },
});

describe('An account whose page says that it is being disconnected', () => {
  let own: OwnDatabase;
  let owner: Database;
  before(async () => {
    own = await openOwnDatabase();
    ({ owner } = own);
  });
  after(() => own?.close());

  /** What the page says and whether deliveries are taken, once its workflow has written down that it knows. */
  async function mirrored(of: typeof ref) {
    const { prisma } = owner;
    await prisma.$executeRawUnsafe('TRUNCATE projects CASCADE');
    await makeBareAccount(owner, ref, { generation: 2 });
    const key = { project_id: ref.projectId, account_id: ref.accountId };
    await prisma.account_gates.create({ data: { ...key, accepting: true } });
    const deps = { database: owner } as Parameters<typeof mirrorAccount>[0];
    await mirrorAccount(deps, of, gone, { nextSyncAt: null });
    const { status } = await prisma.revenuecat_accounts.findFirstOrThrow();
    return { status, ...(await prisma.account_gates.findFirstOrThrow({ select: { accepting: true } })) };
  }

  it('takes no delivery any more, also where the commit of the api was lost', async () => {
    assert.deepEqual(await mirrored(ref), { status: 'disconnecting', accepting: false });
  });

  it('is not the one that was connected again since', async () => {
    assert.deepEqual(await mirrored({ ...ref, generation: 1 }), { status: 'connected', accepting: true });
  });
});
