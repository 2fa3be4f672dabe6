import { createLog } from '../../clients/log.js';
import { connectDatabase, type Database } from '../../clients/postgres.js';
import { freshDatabase } from './services.js';

/** A migrated database that the tests of one file have to themselves. */
export interface OwnDatabase {
  /** As owner of the schema: what tests prepare and look at. */
  readonly owner: Database;
  /** As one of our processes sees it. */
  readonly api: Database;
  readonly worker: Database;
  readonly url: string;
  readonly migrationUrl: string;
  close(): Promise<void>;
}

export async function openOwnDatabase(): Promise<OwnDatabase> {
  const fresh = await freshDatabase();
  const { url, migrationUrl } = fresh;
  const options = { connections: 4, statementTimeout: 20_000, log: createLog('test', 'error') };
  const owner = connectDatabase(migrationUrl, options);
  const api = connectDatabase(url, { ...options, role: 'revenue_api' });
  const worker = connectDatabase(url, { ...options, role: 'revenue_worker' });
  return {
    ...{ owner, api, worker, url, migrationUrl },
    async close() {
      await Promise.all([owner, api, worker].map((one) => one.close()));
      await fresh.drop();
    },
  };
}
