import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import { type DatabaseUrls, ensureDatabase } from '../../dev/services/database.js';
import { setupPostgres } from '../../setup/postgres.js';
import { withClient } from '../../setup/postgres-client.js';
import { freshDatabase, services } from '../support/services.js';

const ADMIN_KEY = 'rl_admin_a-key-for-this-test';

describe('setup of Postgres', () => {
  let folder: string;
  let urls: DatabaseUrls;
  let databases = 0;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'migrations-'));
    urls = await ensureDatabase((await services()).postgres, `setup_${(databases += 1)}`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('applies migrations in order and records each as Prisma would', async () => {
    migration('1_first', 'create table visits (id int primary key);');
    migration('2_second', 'alter table visits add column page text;');
    assert.deepEqual(await setup(), ['1_first', '2_second']);
    const recorded = await query(
      'select migration_name, length(checksum) as checksum, finished_at is not null as finished from _prisma_migrations order by 1',
    );
    assert.deepEqual(recorded, [
      { migration_name: '1_first', checksum: 64, finished: true },
      { migration_name: '2_second', checksum: 64, finished: true },
    ]);
  });

  it('changes nothing when it is repeated', async () => {
    migration('1_first', 'create table visits (id int primary key);');
    await setup();
    await query('insert into visits values (1)');
    assert.deepEqual(await setup(), []);
    assert.deepEqual(await query('select id from visits'), [{ id: 1 }]);
  });

  it('applies a migration once when two start at the same moment', async () => {
    migration('1_first', 'create table visits (id int primary key);');
    const applied = await Promise.all([setup(), setup(), setup()]);
    assert.deepEqual(applied.flat(), ['1_first']);
  });

  it('runs scripts with functions and with semicolons in comments', async () => {
    migration(
      '1_first',
      `-- this; is a comment
       create function two() returns int language plpgsql as $$ begin perform 1; return 2; end $$;`,
    );
    await setup();
    assert.deepEqual(await query('select two()'), [{ two: 2 }]);
  });

  it('leaves nothing of a migration that fails, and applies it once it is corrected', async () => {
    migration('1_first', 'create table visits (id int primary key); create table visits (id int);');
    await assert.rejects(setup(), /already exists/);
    migration('1_first', 'create table visits (id int primary key);');
    assert.deepEqual(await setup(), ['1_first']);
  });

  it('refuses a runtime login everything until it takes a role', async () => {
    const database = await freshDatabase();
    await assert.rejects(
      withClient(database.url, (client) => client.query('select * from projects')),
      /permission denied/,
    );
    const asApi = new pg.Client({ connectionString: database.url, options: '-c role=revenue_api' });
    await asApi.connect();
    assert.deepEqual((await asApi.query('select * from projects')).rows, []);
    await asApi.end();
    await database.drop();
  });

  it('stores the first admin key as a hash, and a new one in its place', async () => {
    const database = await freshDatabase();
    const login = { migrationUrl: database.migrationUrl, runtimeUrl: database.url };
    await setupPostgres({ ...login, adminApiKey: ADMIN_KEY });
    const [first] = await keysIn(database.migrationUrl);
    assert.deepEqual({ ...first, key_hash: null }, { id: 'key_admin', access: 'admin', key_hash: null });
    assert.doesNotMatch(String(first?.key_hash), /a-key-for-this-test/);
    await setupPostgres({ ...login, adminApiKey: `${ADMIN_KEY}-2` });
    const keys = await keysIn(database.migrationUrl);
    assert.equal(keys.length, 1);
    assert.notDeepEqual(keys[0]?.key_hash, first?.key_hash);
    await database.drop();
  });

  function migration(name: string, sql: string): void {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'migration.sql'), sql);
  }

  function setup(): Promise<string[]> {
    const schemaFile = join(folder, 'schema.prisma');
    writeFileSync(schemaFile, 'datasource db {\n  provider = "postgresql"\n}\n');
    return setupPostgres({ ...urls, migrations: { schemaFile, migrationsFolder: folder } });
  }

  async function query(sql: string): Promise<unknown[]> {
    return withClient(urls.migrationUrl, async (client) => (await client.query<object>(sql)).rows);
  }
});

interface StoredKey {
  readonly id: string;
  readonly access: string;
  readonly key_hash: Buffer;
}

function keysIn(url: string): Promise<StoredKey[]> {
  return withClient(
    url,
    async (client) => (await client.query<StoredKey>('select id, access, key_hash from api_keys')).rows,
  );
}
