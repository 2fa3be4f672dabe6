import { connectDatabase } from '../../clients/postgres.js';
import { createLog } from '../../clients/log.js';
import { freshDatabase, freshVaultMount, services, stopServices } from '../../test/support/services.js';
import { startApiProcess } from './api-process.js';
import { fill } from './full-size.js';
import { measureReading } from './reading.js';

const say = (l: string) => console.log(l);
const { postgres } = await services();
const db = await freshDatabase();
const log = createLog('test', 'error');
const owner = connectDatabase(db.migrationUrl, { connections: 4, statementTimeout: 600_000, log });
const t = Date.now();
const filled = await fill(owner, 'prj_full', { accounts: 50, days: 730, products: 10 });
say(`${JSON.stringify(filled)} in ${Date.now() - t} ms`);
say(db.url);
const api = await startApiProcess(db.url, await freshVaultMount());
const database = connectDatabase(db.url, {
  role: 'revenue_api',
  connections: 4,
  statementTimeout: 60_000,
  log,
});
const r = await measureReading({ url: api.url, database, owner, projectId: 'prj_full', times: 60 }, say);
console.table(r);
if (process.env['HOLD']) {
  console.log(postgres.adminUrl);
  await new Promise((res) => setTimeout(res, Number(process.env['HOLD']) * 1000));
}
await api.stop();
await database.close();
await owner.close();
await db.drop();
await stopServices();
