import type pg from 'pg';

import { withClient } from '../../setup/postgres-client.js';
import { type Postgres, postgresUrl } from './postgres.js';

export interface DatabaseUrls {
  /** Owner of the schema, as `DATABASE_MIGRATION_URL`. */
  readonly migrationUrl: string;
  /** Login of api and worker, as `DATABASE_URL`. */
  readonly runtimeUrl: string;
}

const OWNER = 'revenue_layer_owner';
const RUNTIME = 'revenue_layer';

/**
 * Makes a database with its two logins, as an operator would on a server of their own: the owner may make roles and
 * databases but is no superuser, the runtime login may do nothing until the setup grants it something.
 */
export async function ensureDatabase(postgres: Postgres, name: string): Promise<DatabaseUrls> {
  await withClient(postgres.adminUrl, async (client) => {
    await ensureLogin(client, OWNER, postgres.passwords.owner, 'createdb createrole');
    await ensureLogin(client, RUNTIME, postgres.passwords.runtime, '');
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)} owner ${OWNER}`);
  });
  return databaseUrls(postgres, name);
}

/** The two ways into a database that was made by `ensureDatabase`, or as a copy of one. */
export function databaseUrls({ passwords, port }: Postgres, name: string): DatabaseUrls {
  return {
    migrationUrl: postgresUrl(OWNER, passwords.owner, port, name),
    runtimeUrl: postgresUrl(RUNTIME, passwords.runtime, port, name),
  };
}

async function ensureLogin(client: pg.Client, name: string, password: string, rights: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name]);
  const verb = rowCount === 0 ? 'create' : 'alter';
  await client.query(`${verb} role ${name} login ${rights} password ${client.escapeLiteral(password)}`);
}
