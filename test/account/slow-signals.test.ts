import assert from 'node:assert/strict';

import { mirrorAccount } from '../../activities/accounts/row.js';
import { newId } from '../../clients/ids.js';
import { resolve } from '../../workflows/account/outcomes.js';
import type { AccountState } from '../../workflows/account/state.js';
import { adopted, eventsWaiting } from '../../workflows/account/wishes.js';
import { createProject } from '../support/connect.js';
import { startWorkerStack, type WorkerStack } from '../support/worker-stack.js';
import { MINUTE, moment, NOW, stateOf } from './states.js';

const refresh = { type: 'refresh', credentialId: 'crd_1', version: 1 } as const;
const slowed = () => eventsWaiting(stateOf(), moment(NOW + MINUTE + 1), NOW);

describe('While a token pair waits for Vault, events', () => {
  it('slow their signals down after a minute, so that the history lasts', () => {
    assert.equal(slowed().signalsSlowed, true);
    assert.notEqual(slowed().revision, stateOf().revision);
    assert.equal(slowed().inboxDirty, true);
  });

  it('are no matter before that, or without a refresh', () => {
    assert.equal(eventsWaiting(stateOf(), moment(NOW + MINUTE), NOW).signalsSlowed, undefined);
    const without = eventsWaiting(stateOf(), moment(NOW + MINUTE + 1), null);
    assert.deepEqual([without.signalsSlowed, without.inboxDirty], [undefined, true]);
  });

  it('come as before once the refresh has ended in any way, or a new approval has replaced the grant', () => {
    const at = moment(NOW + 2 * MINUTE);
    const { credential } = stateOf();
    const ends: AccountState[] = [
      resolve(slowed(), at, { kind: 'refreshed', credential, missingScopes: [] }, refresh),
      resolve(slowed(), at, { kind: 'dead', cause: 'token_revoked' }, refresh),
      resolve(slowed(), at, { kind: 'failed', trouble: 'ours', type: 'TimedOut' }, refresh),
      adopted(
        slowed(),
        at,
        { generation: 1, credential: { ...credential, id: 'crd_2' }, budgetKey: 'k', manageWebhook: false },
        'run',
      ),
    ];
    for (const end of ends) assert.equal(end.signalsSlowed, false);
  });
});

describe("An account's row", () => {
  let stack: WorkerStack;
  before(async () => {
    stack = await startWorkerStack('http://localhost:3993');
  });
  after(() => stack?.stop());

  it('tells the api how far apart signals shall be: a minute while they are slowed, else a second', async () => {
    const ref = { projectId: await createProject(stack), accountId: newId('account'), generation: 1 };
    await stack.owner.prisma.revenuecat_accounts.create({
      data: {
        project_id: ref.projectId,
        id: ref.accountId,
        revenuecat_project_id: 'proj1',
        revenuecat_project_name: 'Acme',
        revenuecat_project_created_at: new Date(),
        status: 'connected',
        credential_kind: 'oauth',
        budget_key: 'developer:x',
      },
    });
    const gapAfter = async (state: AccountState) => {
      await mirrorAccount(stack.deps, ref, state, { nextSyncAt: null });
      const row = await stack.owner.prisma.revenuecat_accounts.findFirstOrThrow({
        where: { id: ref.accountId },
      });
      return row.signal_gap_seconds;
    };
    const after = resolve(slowed(), moment(), { kind: 'dead', cause: 'token_revoked' }, refresh);
    assert.equal(await gapAfter(stateOf()), 1);
    assert.equal(await gapAfter(slowed()), 60);
    assert.equal(await gapAfter(after), 1);
  });
});
