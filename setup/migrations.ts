import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { MigrationDirectory, MigrationList } from '@prisma/schema-engine-wasm';

import { withSchemaEngine } from './schema-engine.js';

export interface MigrationFiles {
  /** `schema.prisma`. */
  readonly schemaFile: string;
  /** The folder with one folder per migration, in the order of their names. */
  readonly migrationsFolder: string;
}

/**
 * Applies what is missing, in order, and records each in `_prisma_migrations` as `prisma migrate deploy` would.
 *
 * @param url owner of the schema.
 * @returns the names just applied; none when all were there.
 */
export async function applyMigrations(url: string, files: MigrationFiles): Promise<string[]> {
  const schema = await readFile(files.schemaFile, 'utf8');
  const migrationsList = await listMigrations(files.migrationsFolder);
  const filters = { externalTables: [], externalEnums: [] };
  return withSchemaEngine(url, schema, async (engine) => {
    const { failedMigrationNames } = await engine.diagnoseMigrationHistory({
      migrationsList,
      filters,
      optInToShadowDatabase: false,
    });
    // Each migration is one transaction, so one that failed left nothing behind: once corrected it may run again.
    for (const migrationName of failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
    return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames;
  });
}

async function listMigrations(folder: string): Promise<MigrationList> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const lockfile = await readFile(join(folder, 'migration_lock.toml'), 'utf8').catch(() => null);
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: lockfile },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(names.sort().map((name) => readMigration(folder, name))),
  };
}

async function readMigration(folder: string, name: string): Promise<MigrationDirectory> {
  const value = await readFile(join(folder, name, 'migration.sql'), 'utf8');
  return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } };
}
