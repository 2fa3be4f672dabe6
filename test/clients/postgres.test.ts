import assert from 'node:assert/strict';

import { createLog } from '../../clients/log.js';
import { connectDatabase } from '../../clients/postgres.js';
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
});
