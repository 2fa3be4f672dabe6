import PgBoss from 'pg-boss';

/** @typedef {import('./queue.d.mts').Queue} Queue */

const QUEUE = 'events';

/** @type {Queue['install']} */
export async function install(url) {
  const boss = await start(url);
  await boss.createQueue(QUEUE);
  await boss.stop({ graceful: false });
}

/** @type {Queue['produce']} */
export async function produce(url) {
  const boss = await start(url);
  return {
    add: (job) => boss.send(QUEUE, job),
    addBulk: (jobs) => boss.insert(jobs.map((data) => ({ name: QUEUE, data }))),
  };
}

/** Its workers take batches, so ours applies a batch at a time, as this project does. @type {Queue['consume']} */
export async function consume(url, apply) {
  const boss = await start(url);
  await boss.work(QUEUE, { batchSize: 500, pollingIntervalSeconds: 0.5 }, (jobs) =>
    apply(jobs.map(({ data }) => data)),
  );
}

/** @param {string} url */
async function start(url) {
  const boss = new PgBoss({ connectionString: url, max: 10, schedule: false });
  boss.on('error', (error) => process.stderr.write(`${error.stack}\n`));
  return boss.start();
}
