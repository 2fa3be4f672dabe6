import { DBOS, DBOSClient } from '@dbos-inc/dbos-sdk';

/** @typedef {import('./queue.d.mts').Queue} Queue */

const QUEUE = 'events';
const WORKFLOW = 'applyEvent';
const logger = {
  info() {},
  debug() {},
  warn() {},
  error: (/** @type {unknown} */ message) => process.stderr.write(`${message}\n`),
};

/** @type {Queue['install']} */
export async function install(url) {
  await DBOS.migrate(url);
}

/** It has no bulk enqueue. @type {Queue['produce']} */
export async function produce(url) {
  const client = await DBOSClient.create({ systemDatabaseUrl: url, logger });
  return { add: (job) => client.enqueue({ queueName: QUEUE, workflowName: WORKFLOW }, job) };
}

/** @type {Queue['consume']} */
export async function consume(url, apply) {
  DBOS.setConfig({ name: 'bench', systemDatabaseUrl: url, logger });
  DBOS.registerWorkflow(
    (/** @type {import('./queue.d.mts').Job} */ job) => DBOS.runStep(() => apply([job]), { name: 'apply' }),
    {
      name: WORKFLOW,
    },
  );
  await DBOS.launch();
  await DBOS.registerQueue(QUEUE, { workerConcurrency: 50, minPollingIntervalMs: 100 });
}
