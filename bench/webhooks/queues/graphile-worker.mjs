import { Logger, makeWorkerUtils, run, runMigrations } from 'graphile-worker';
import pg from 'pg';

/** @typedef {import('./queue.d.mts').Queue} Queue */

const logger = new Logger(() => () => undefined);
const TASK = 'event';

/** The documentation's bulk add: https://worker.graphile.org/docs/sql-add-jobs */
const ADD_JOBS = {
  name: 'add-jobs',
  text: `select count(*) from graphile_worker.add_jobs(
    array(select json_populate_recordset(null::graphile_worker.job_spec, $1::json)))`,
};

/** @type {Queue['install']} */
export async function install(url) {
  await runMigrations({ connectionString: url, logger });
}

/** @type {Queue['produce']} */
export async function produce(url) {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const utils = await makeWorkerUtils({ pgPool: pool, logger });
  return {
    add: (job) => utils.addJob(TASK, job),
    addBulk: (jobs) =>
      pool.query({
        ...ADD_JOBS,
        values: [JSON.stringify(jobs.map((payload) => ({ identifier: TASK, payload })))],
      }),
  };
}

/** @type {Queue['consume']} */
export async function consume(url, apply) {
  await run({
    connectionString: url,
    logger,
    concurrency: 10,
    maxPoolSize: 12,
    noHandleSignals: true,
    taskList: { [TASK]: (payload) => apply([payload]) },
  });
}
