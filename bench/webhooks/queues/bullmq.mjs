import { createPostgresBackend, withBackend } from 'bullmq';

/** @typedef {import('./queue.d.mts').Queue} Queue */

/** Since version 6 BullMQ keeps its jobs in Postgres where it is given this backend. */
const { Queue, Worker } = withBackend(createPostgresBackend);

const QUEUE = 'events';
const options = { removeOnComplete: true };

/** @type {Queue['install']} */
export async function install(url) {
  const queue = new Queue(QUEUE, { connection: { connectionString: url, migrate: true } });
  await queue.waitUntilReady();
  await queue.close();
}

/** @type {Queue['produce']} */
export async function produce(url) {
  const queue = new Queue(QUEUE, { connection: { connectionString: url, max: 10 } });
  await queue.waitUntilReady();
  return {
    add: (job) => queue.add('event', job, options),
    addBulk: (jobs) => queue.addBulk(jobs.map((data) => ({ name: 'event', data, opts: options }))),
  };
}

/** @type {Queue['consume']} */
export async function consume(url, apply) {
  const worker = new Worker(QUEUE, (job) => apply([job.data]), {
    connection: { connectionString: url, max: 12 },
    concurrency: 10,
  });
  worker.on('error', (error) => process.stderr.write(`${error.stack}\n`));
  await worker.waitUntilReady();
}
