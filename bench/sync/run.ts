import '../../test/support/quiet-runtime.js';

import { parseArgs } from 'node:util';

import { createLog } from '../../clients/log.js';
import { connectDatabase } from '../../clients/postgres.js';
import { createProject } from '../../test/support/connect.js';
import { sayer } from '../../test/support/say.js';
import { freshDatabase, freshVaultMount, stopServices } from '../../test/support/services.js';
import { startWorkerStack } from '../../test/support/worker-stack.js';
import { machine } from '../machine.js';
import { verdictTable } from '../verdicts.js';
import { BenchAccount } from './account.js';
import { startApiProcess } from './api-process.js';
import { type Figures, judge } from './bars.js';
import { fill, type Size } from './full-size.js';
import { measurePace, type Pace } from './pace.js';
import { bareInsert, figuresOf, type RunFigures } from './publishing.js';
import { measureReading, type Reading } from './reading.js';
import { tablesOf } from './report.js';

const say = sayer();
const MINUTE = 60_000;
const FULL: Size = { accounts: 50, days: 730, products: 10 };
const UNLIMITED = 1_000;

/** `npm run bench:sync`: see docs/benchmarks.md. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
  say(machine());
  try {
    const figures: Figures = {
      paces: await pacesAt(5, values.quick ? MINUTE / 10 : MINUTE),
      ...(await runsAndRows()),
      readings: await readingsAt(FULL, values.quick ? 50 : 300),
    };
    const verdicts = judge(figures);
    const size = `${FULL.accounts} accounts × ${FULL.days} days × ${FULL.products} products`;
    process.stdout.write(`\n${tablesOf(figures, size)}\n\n${verdictTable(verdicts)}\n\n`);
    process.exitCode = verdicts.every(({ isMet }) => isMet) ? 0 : 1;
    say('done');
  } finally {
    await stopServices();
  }
}

/** One account alone with its developer's limit. @param minute shorter than a minute for a quick look. */
async function pacesAt(perMinute: number, minute: number): Promise<Pace[]> {
  const stack = await startWorkerStack('http://localhost:3992', {
    minute,
    simulator: { settings: { limits: { charts_metrics: perMinute, project_configuration: UNLIMITED } } },
  });
  try {
    say(`a first sync, and one right after it, at ${perMinute} calls in ${minute / 1_000} s`);
    const account = await BenchAccount.connect(stack, await createProject(stack), 'Limited');
    const paces = await measurePace(account, perMinute, minute);
    await account.terminate();
    return paces;
  } finally {
    await stack.stop();
  }
}

/** What runs ask and how fast they publish, with nothing to wait for. */
async function runsAndRows(): Promise<Pick<Figures, 'runs' | 'bare'>> {
  const stack = await startWorkerStack('http://localhost:3992', {
    simulator: { settings: { limits: { charts_metrics: UNLIMITED, project_configuration: UNLIMITED } } },
  });
  try {
    say('a first sync of two years, an hourly one, the first of a day');
    const account = await BenchAccount.connect(stack, await createProject(stack), 'Unlimited');
    const runs: RunFigures[] = [];
    runs.push(await figuresOf('first', account, await account.firstRun(), stack.owner));
    const bare = await bareInsert(stack.owner, account.id);
    runs.push(await figuresOf('hourly', account, await account.syncNow(), stack.owner));
    await account.letADayPass();
    runs.push(await figuresOf('first of a day', account, await account.syncNow(), stack.owner));
    await account.terminate();
    return { runs, bare };
  } finally {
    await stack.stop();
  }
}

async function readingsAt(size: Size, times: number): Promise<Reading[]> {
  const [database, mount] = await Promise.all([freshDatabase(), freshVaultMount()]);
  const options = { connections: 4, statementTimeout: 10 * MINUTE, log: createLog('bench', 'error') };
  const owner = connectDatabase(database.migrationUrl, options);
  const reader = connectDatabase(database.url, { ...options, role: 'revenue_api' });
  const api = await startApiProcess(database.url, mount);
  try {
    const { projectId, rows } = await fill(owner, 'prj_full_size', size);
    say(`reading, with ${rows} rows in metric_points`);
    return await measureReading({ url: api.url, database: reader, owner, projectId, times }, say);
  } finally {
    await api.stop();
    await Promise.all([owner.close(), reader.close()]);
    await database.drop();
  }
}

await main();
