import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import proto from '@temporalio/proto';

import { runWorker } from '../../activities/run-worker.js';
import { connectTemporal } from '../../clients/temporal.js';
import { NOBODY } from '../api/support/api-under-test.js';
import { connectWorker } from '../support/worker-deps.js';
import { startWorkerStack, type WorkerStack } from '../support/worker-stack.js';

describe('A worker that starts', function () {
  this.timeout(120_000);
  let stack: WorkerStack;

  before(async () => {
    stack = await startWorkerStack('http://localhost:3991');
  });
  after(() => stack?.stop());

  it('and loses Temporal on the way fails, and leaves nothing behind that works on without being watched', async () => {
    const taskQueue = `test-${randomBytes(6).toString('hex')}`;
    const deps = connectWorker({ ...stack.parts, taskQueue });
    const away = connectTemporal(NOBODY, 'default', {});
    const connection = { address: stack.config.TEMPORAL_ADDRESS ?? '' };
    await assert.rejects(runWorker({ ...deps, temporal: away }, { connection }));
    const { pollers } = await stack.temporal.workflowService.describeTaskQueue({
      namespace: 'default',
      taskQueue: { name: taskQueue },
      taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    });
    assert.deepEqual(pollers, []);
    await Promise.all([deps.database.close(), deps.temporal.connection.close(), away.connection.close()]);
  });
});
