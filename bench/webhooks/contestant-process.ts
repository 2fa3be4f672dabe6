import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import pg from 'pg';

import type { WorkerDeps } from '../../activities/deps.js';
import { processInbox } from '../../activities/inbox/process.js';
import { createLog } from '../../clients/log.js';
import { connectDatabase } from '../../clients/postgres.js';
import { projectRoot } from '../../setup/project-root.js';
import { type Contestant, CONTESTANTS } from './contestants.js';
import { bareServer, expressServer, type Store } from './handler.js';
import { APPLY_STATEMENT } from './insert-statement.js';
import type { Queue } from './queues/queue.mjs';
import { groupedInsert, perRequest, prismaCreate, queued, queuedInBulk } from './stores.js';
import type { Tenant } from './tenants.js';

/** What one process of a contestant is to be, as its only argument, in JSON. */
export interface Part {
  readonly contestant: string;
  readonly role: 'install' | 'serve' | 'work';
  readonly url: string;
  readonly tenants: readonly Tenant[];
}

const part = JSON.parse(process.argv[2] ?? '') as Part;
const contestant = CONTESTANTS.find(({ name }) => name === part.contestant);
if (contestant === undefined) throw new Error(`There is no contestant ${part.contestant}.`);
const pool = new pg.Pool({ connectionString: part.url, max: 10 });
const log = createLog('bench', 'error');
const database = () => connectDatabase(part.url, { connections: 10, statementTimeout: 60_000, log });

const roles = { install, serve, work };
process.send?.((await roles[part.role](contestant)) ?? {});
// Ends at once: nothing here is worth an orderly end, except a profile, which `exit` writes.
process.once('SIGTERM', () => process.exit());
setInterval(() => undefined, 60_000);

async function install(contestant: Contestant): Promise<void> {
  if (contestant.queue !== undefined) await (await queueOf(contestant)).install(part.url);
}

async function serve(contestant: Contestant): Promise<{ port: number }> {
  const server = contestant.express ? expressServer(part.tenants, await storeOf(contestant)) : bareServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port };
}

async function storeOf(contestant: Contestant): Promise<Store> {
  switch (contestant.store) {
    case 'none':
      return async () => undefined;
    case 'pg':
      return perRequest(pool);
    case 'pg grouped':
      return groupedInsert(pool);
    case 'prisma':
      return prismaCreate(database());
    case 'queue':
      return queued(await (await queueOf(contestant)).produce(part.url));
    case 'queue grouped':
      return queuedInBulk(await (await queueOf(contestant)).produce(part.url));
    case 'this project':
      throw new Error('This project serves for itself.');
  }
}

async function work(contestant: Contestant): Promise<void> {
  if (contestant.queue === undefined) {
    void followInbox();
    return;
  }
  await (
    await queueOf(contestant)
  ).consume(part.url, async (jobs) => {
    await pool.query({ ...APPLY_STATEMENT, values: [JSON.stringify(jobs)] });
  });
}

/** What one would write by hand in place of Temporal: a loop that looks for accounts with waiting events. */
async function followInbox(): Promise<never> {
  const deps = { database: database(), log } as unknown as WorkerDeps;
  for (;;) {
    const { rows } = await pool.query<{ project_id: string; account_id: string }>(
      'select distinct project_id, account_id from event_inbox',
    );
    for (const { project_id: projectId, account_id: accountId } of rows) {
      await processInbox(deps, { projectId, accountId, generation: 1 });
    }
    if (rows.length === 0) await delay(200);
  }
}

/** Queues stand outside the build: their packages are installed for the benchmark alone. */
function queueOf({ queue = '' }: Contestant): Promise<Queue> {
  const file = join(projectRoot(), 'bench', 'webhooks', 'queues', `${queue}.mjs`);
  return import(pathToFileURL(file).href) as Promise<Queue>;
}
