import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

import { crashPoints, type Passage } from '../../activities/crash-points.js';
import { credentialPath } from '../../activities/credentials/store.js';
import { eventually } from '../support/eventually.js';
import { type HealthStage, startHealthStage } from './stage.js';
import type { WatchedAccount } from './watched-account.js';

describe('A worker that stops', function () {
  this.timeout(90_000);
  let graceful: HealthStage;
  let rough: HealthStage;
  let account: WatchedAccount;
  let orphan: WatchedAccount;
  let child: ChildProcess | undefined;

  before(async () => {
    [graceful, rough] = await Promise.all([
      startHealthStage({ lines: true, shutdownGrace: 1_000 }),
      startHealthStage({ cadence: { HEARTBEAT_TIMEOUT: 2_000 } }),
    ]);
    [account, orphan] = await Promise.all([graceful.account(), rough.account()]);
    await rough.stopWorker();
    await killInTheMiddleOfARun();
  });
  after(async () => {
    child?.kill('SIGKILL');
    await Promise.all([graceful?.stop(), rough?.stop()]);
  });

  /** With a worker in a process of its own, which gets no chance to say good-bye. */
  async function killInTheMiddleOfARun(): Promise<void> {
    await orphan.there.fails({ endpoint: 'charts', kind: 'slow', milliseconds: 700 });
    child = fork('dist/test/health/worker-process.js', {
      env: { ...process.env, WORKER_OF_TEST: JSON.stringify(rough.parts) },
    });
    await once(child, 'message');
    await eventually(
      async () => {
        const where = { account_id: orphan.id, status: 'running', steps_done: { gte: 3 } };
        assert.equal(await rough.owner.prisma.sync_runs.count({ where }), 1);
      },
      { within: '30s' },
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    await rough.startWorker();
  }

  it('gracefully while it holds a token pair and Vault is away does not end before the pair is stored', async () => {
    const { vault } = graceful.lines ?? {};
    assert.ok(vault);
    const { credential_id: credentialId } = await account.row();
    const cut = (passage: unknown) => {
      const { point, subject } = passage as Passage;
      if (point === 'refresh.answered' && subject === credentialId) vault.snap();
    };
    crashPoints.subscribe(cut);
    await account.there.asksForRefresh();
    await eventually(() => vault.refusals > 0, { within: '20s' });
    crashPoints.unsubscribe(cut);

    let ended = false;
    const stopping = graceful.stopWorker().then(() => (ended = true));
    const tries = vault.refusals;
    // One a second: longer than the worker leaves its activities alone.
    await eventually(() => vault.refusals >= tries + 4, { within: '30s' });
    assert.equal(ended, false);
    await vault.plugIn();
    await stopping;
    const path = credentialPath({ projectId: graceful.projectId, credentialId: credentialId ?? '' });
    assert.equal((await graceful.deps.vault.read('credentials', path))?.version, 2);
  });

  it('so leaves a grant that the next worker goes on with, healthy, after one send', async () => {
    await graceful.startWorker();
    await eventually(async () => assert.equal((await account.row()).credential_version, 2), {
      within: '30s',
    });
    await account.syncs('complete');
    assert.deepEqual(
      (await account.there.refreshes()).map(({ outcome }) => outcome),
      ['answered'],
    );
    assert.deepEqual(await account.edges(), []);
  });

  it('by force in the middle of a run costs nothing but time: another goes on with it, and all is healthy', async () => {
    await orphan.syncs('complete', 2);
    assert.deepEqual(await orphan.edges(), []);
    const slots = await orphan.slots();
    assert.deepEqual([...new Set(slots)], ['complete'], slots.join(', '));
    assert.equal((await orphan.state()).ourTroubleSince, null);
  });

  it('and is started again, over and over, is never a reason to approve anew', async () => {
    for (let count = 0; count < 3; count += 1) {
      await orphan.there.asksForRefresh();
      await rough.restartWorker();
    }
    await orphan.syncs('complete');
    assert.deepEqual(await orphan.edges(), []);
  });
});
