import { createHash } from 'node:crypto';
import { join } from 'node:path';

import type pg from 'pg';

import type { DatabaseRole } from '../clients/postgres.js';
import { applyMigrations, type MigrationFiles } from './migrations.js';
import { withClient } from './postgres-client.js';
import { projectRoot } from './project-root.js';

/** The rights stand in the migrations; one login takes one of these per connection pool. */
const ROLES: readonly DatabaseRole[] = ['revenue_api', 'revenue_worker', 'revenue_ingest'];
const OLDEST_POSTGRES = 16;
/** Any number, as long as nobody else uses it: it keeps two setups of one database apart. */
const SETUP_LOCK = 7_283_825_401;

export interface PostgresSetup {
  /** Owner of the schema, allowed to make roles: `DATABASE_MIGRATION_URL`. */
  readonly migrationUrl: string;
  /** Login of api and worker: `DATABASE_URL`. */
  readonly runtimeUrl: string;
  /** First key, with admin access; left as it is when not given. */
  readonly adminApiKey?: string | undefined;
  readonly migrations?: MigrationFiles;
}

/**
 * Makes roles, schema and first key what they should be. Repeating it changes nothing; two at once wait for each other.
 *
 * @returns the names of the migrations just applied.
 */
export async function setupPostgres(options: PostgresSetup): Promise<string[]> {
  const login = await withClient(options.runtimeUrl, sessionUser);
  return withClient(options.migrationUrl, async (client) => {
    await requireVersion(client);
    // Held until the connection closes.
    await client.query('select pg_advisory_lock($1)', [SETUP_LOCK]);
    // Before the migrations, because these grant rights to the roles.
    for (const role of ROLES) await ensureRole(client, role);
    const applied = await applyMigrations(options.migrationUrl, options.migrations ?? ownMigrations());
    for (const role of ROLES) await grantRole(client, role, login);
    if (options.adminApiKey !== undefined) await storeAdminKey(client, options.adminApiKey);
    return applied;
  });
}

function ownMigrations(): MigrationFiles {
  const folder = join(projectRoot(), 'prisma');
  return { schemaFile: join(folder, 'schema.prisma'), migrationsFolder: join(folder, 'migrations') };
}

async function requireVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number }>(
    `select current_setting('server_version_num')::int / 10000 as version`,
  );
  const version = rows[0]?.version ?? 0;
  if (version < OLDEST_POSTGRES) {
    throw new Error(`Postgres ${version} is too old: ${OLDEST_POSTGRES} or newer is needed.`);
  }
}

/** Roles belong to the whole cluster: the setup of another database may make the same one at the same moment. */
async function ensureRole(client: pg.Client, role: DatabaseRole): Promise<void> {
  await client.query(`
    do $$ begin
      if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
    exception when duplicate_object or unique_violation then null;
    end $$`);
}

/** Without inheritance: a connection that forgets to take its role can do nothing, instead of everything. */
async function grantRole(client: pg.Client, role: DatabaseRole, login: string): Promise<void> {
  const { rowCount } = await client.query(
    `select from pg_auth_members
       join pg_roles granted on granted.oid = roleid
       join pg_roles holder on holder.oid = member
      where granted.rolname = $1 and holder.rolname = $2 and set_option`,
    [role, login],
  );
  if (rowCount !== 0) return;
  await client.query(`grant ${role} to ${client.escapeIdentifier(login)} with inherit false, set true`);
}

/** As Postgres sees it: the URL may leave the user to the environment. */
async function sessionUser(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>('select session_user as name');
  return rows[0]?.name ?? '';
}

/** The same key again changes nothing: one that was revoked stays revoked until another is set. */
async function storeAdminKey(client: pg.Client, key: string): Promise<void> {
  await client.query(
    `insert into api_keys (id, project_id, name, access, key_hash)
     values ('key_admin', null, 'Administrator', 'admin', $1)
     on conflict (id) do update set key_hash = excluded.key_hash, revoked_at = null
     where api_keys.key_hash <> excluded.key_hash`,
    [createHash('sha256').update(key).digest()],
  );
}
