import { NativeConnection, type NativeConnectionOptions, Worker } from '@temporalio/worker';

import { createAccountActivities } from './accounts/activities.js';
import { workflowBundle } from './bundle.js';
import { createConnectionActivities } from './connections/activities.js';
import type { WorkerDeps } from './deps.js';
import { FailureInterceptor } from './failure-interceptor.js';
import { HeartbeatInterceptor } from './heartbeat-interceptor.js';
import { createRebuildActivities } from './inbox/rebuild.js';
import { createNotifyActivities } from './notifications.js';
import { createReconcilerActivities } from './reconciler/activities.js';
import { ensureSchedules } from './schedules.js';
import { createSweepActivities } from './sweep.js';
import { createTidyUpActivities } from './tidy-up.js';

/** A worker that polls. `stopped` settles once it has drained; it rejects if the worker failed. */
export interface RunningWorker {
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

export interface WorkerSettings {
  readonly connection: NativeConnectionOptions;
  /** Workflow runs kept in memory; 0 replays at every step, which tests use. */
  readonly cachedWorkflows?: number;
  /** Milliseconds; see {@link SHUTDOWN_GRACE}. */
  readonly shutdownGrace?: number;
}

/**
 * How long a stopping worker leaves activities alone before it tells them to end, in milliseconds. One with a token pair in
 * hand does not heed that: the worker stops once the pair is in Vault.
 */
const SHUTDOWN_GRACE = 20_000;

/**
 * Workflow tasks at once. After a restart each of them replays a whole history, all on one thread: with the SDK's 40 a few
 * dozen long histories slow each other down until all of them run into their time-out, again and again.
 */
const WORKFLOW_TASKS = 10;

/**
 * Connects and starts to poll; resolves once polling.
 *
 * @throws while Temporal is away; then nothing polls and nothing is left open.
 */
export async function runWorker(deps: WorkerDeps, settings: WorkerSettings): Promise<RunningWorker> {
  const connection = await NativeConnection.connect(settings.connection);
  try {
    // Before there is a worker: one that has begun to work cannot fail to start any more.
    await ensureSchedules(deps);
    const worker = await createWorker(deps, settings, connection);
    const stopped = worker.run().finally(() => connection.close());
    return {
      stopped,
      async stop() {
        if (worker.getState() === 'RUNNING') worker.shutdown();
        await stopped;
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function createWorker(
  deps: WorkerDeps,
  settings: WorkerSettings,
  connection: NativeConnection,
): Promise<Worker> {
  return Worker.create({
    connection,
    namespace: deps.config.TEMPORAL_NAMESPACE,
    taskQueue: deps.taskQueue,
    workflowBundle: await workflowBundle(),
    activities: {
      ...createAccountActivities(deps),
      ...createConnectionActivities(deps),
      ...createSweepActivities(deps),
      ...createNotifyActivities(deps),
      ...createTidyUpActivities(deps),
      ...createReconcilerActivities(deps),
      ...createRebuildActivities(deps),
    },
    ...(deps.temporal.options.dataConverter && { dataConverter: deps.temporal.options.dataConverter }),
    interceptors: {
      activity: [
        () => ({ inbound: new HeartbeatInterceptor() }),
        () => ({ inbound: new FailureInterceptor(deps.log) }),
      ],
    },
    shutdownGraceTime: settings.shutdownGrace ?? SHUTDOWN_GRACE,
    maxConcurrentWorkflowTaskExecutions: WORKFLOW_TASKS,
    ...(settings.cachedWorkflows !== undefined && { maxCachedWorkflows: settings.cachedWorkflows }),
  });
}
