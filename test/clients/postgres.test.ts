import assert from 'node:assert/strict';

import { createLog } from '../../clients/log.js';
import { connectDatabase, isDatabaseUnavailable } from '../../clients/postgres.js';
import { withClient } from '../../setup/postgres-client.js';
import { Cable } from '../support/cable.js';
import { type FreshDatabase, freshDatabase } from '../support/services.js';

describe('a pool of connections to Postgres', () => {
  let fresh: FreshDatabase;
  before(async () => {
    fresh = await freshDatabase();
  });
  after(() => fresh.drop());

  it('survives a connection that breaks while it is borrowed, between two statements', async () => {
    const cable = await Cable.to(new URL(fresh.url));
    const database = connectDatabase(cable.leadingTo(fresh.url), {
      connections: 1,
      statementTimeout: 5_000,
      log: createLog('test', 'silent'),
    });
    const client = await database.pool.connect();
    await client.query('BEGIN');
    // Not `events.once`: it listens for errors, too, and would hide that nobody else does.
    const ended = new Promise((resolve) => client.once('end', resolve));
    cable.snap();
    await ended;
    await assert.rejects(client.query('SELECT 1'));
    client.release();
    await cable.plugIn();
    assert.equal((await database.pool.query('SELECT 1')).rowCount, 1, 'the next one is a new connection');
    await database.close();
    await cable.unplug();
  });

  describe('says that Postgres is away, and not that a statement was wrong,', () => {
    const open = (url: string) =>
      connectDatabase(url, { connections: 1, statementTimeout: 5_000, log: createLog('test', 'silent') });

    it('when Postgres ends a connection, as it does with all of them when it stops', async () => {
      const database = open(fresh.url);
      const ended = () => database.prisma.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
      await assert.rejects(ended, isDatabaseUnavailable);
      await database.close();
    });

    it('when Postgres takes no connection, as while it starts', async () => {
      const full = await freshDatabase();
      await withClient(full.migrationUrl, (client) =>
        client.query(`ALTER DATABASE ${new URL(full.url).pathname.slice(1)} CONNECTION LIMIT 0`),
      );
      const database = open(full.url);
      await assert.rejects(() => database.prisma.projects.findFirst(), isDatabaseUnavailable);
      await assert.rejects(() => database.prisma.$queryRaw`SELECT 1`, isDatabaseUnavailable);
      await database.close();
      await full.drop();
    });

    it('when Postgres has become read-only, as after a failover', async () => {
      const database = open(fresh.url);
      await database.pool.query('SET default_transaction_read_only = on');
      const write = () => database.prisma.$executeRaw`CREATE TABLE never ()`;
      await assert.rejects(write, isDatabaseUnavailable);
      await database.close();
    });

    it('when a statement takes longer than it may', async () => {
      const database = open(fresh.url);
      await database.pool.query('SET statement_timeout = 50');
      await assert.rejects(() => database.prisma.$queryRaw`SELECT pg_sleep(60)`, isDatabaseUnavailable);
      await database.close();
    });

    it('when its name cannot be resolved for now, or its password has just been changed', async () => {
      const named = new URL(fresh.url);
      named.hostname = 'postgres.invalid';
      const [unknown, refused] = [new URL(fresh.url), new URL(fresh.url)].map(
        (url) => (url.password = 'old') && url,
      );
      for (const url of [named, unknown, refused]) {
        const database = open(String(url));
        await assert.rejects(() => database.prisma.projects.findFirst(), isDatabaseUnavailable);
        await database.close();
      }
    });

    it('but a statement that is wrong is wrong', async () => {
      const database = open(fresh.url);
      const wrong = () => database.prisma.$queryRaw`SELECT nothing`;
      await assert.rejects(wrong, (error) => !isDatabaseUnavailable(error));
      await database.close();
    });
  });
});
