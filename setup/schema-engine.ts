import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';

/** The part of WebAssembly used here; Node has it, the types of the `ES2023` library do not. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: WasmExports } }>;
};
interface WasmExports {
  __wbindgen_start(): void;
}
interface EngineModule {
  __wbg_set_wasm(exports: WasmExports): void;
  SchemaEngine: typeof SchemaEngine;
}

let engineModule: Promise<EngineModule> | undefined;

/**
 * Prisma's schema engine as WebAssembly, speaking through `pg`. The native engine would be downloaded at install time
 * from a host of its own; this one comes with npm and writes the same `_prisma_migrations` rows.
 *
 * @param url owner of the schema.
 * @param schema text of `schema.prisma`; the engine takes the provider from it.
 */
export async function withSchemaEngine<T>(
  url: string,
  schema: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const { SchemaEngine } = await (engineModule ??= loadEngineModule());
  const pool = new pg.Pool({ connectionString: url });
  pool.on('error', () => undefined);
  const adapter = bindMigrationAwareSqlAdapterFactory(wholeScripts(new PrismaPg(pool)));
  try {
    const engine = await SchemaEngine.new(
      { datamodels: [['schema.prisma', schema]] },
      () => undefined,
      adapter,
    );
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    // The engine's advisory lock belongs to its connection: left to idle there, it would stop the next one for 10 s.
    await pool.end();
  }
}

/**
 * The adapter (7.10) cuts a script at every `;`, those in comments and function bodies too, and sends the pieces one by
 * one. Sent whole, Postgres does the cutting and runs all of it as one transaction ("Multiple Statements in a Simple
 * Query"): a migration is applied whole or not at all.
 */
function wholeScripts(factory: PrismaPg): PrismaPg {
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const connection = await connect();
    connection.executeScript = async (sql) => {
      await connection.executeRaw({ sql, args: [], argTypes: [] });
    };
    return connection;
  };
  return factory;
}

/**
 * The package's own entry imports the `.wasm` file as an ES module, which Node 20 knows only behind a flag. So the
 * generated bindings are loaded by themselves and tied to the module here, as that entry would do.
 */
async function loadEngineModule(): Promise<EngineModule> {
  const bindingsPath = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bindings = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as unknown as EngineModule;
  const bytes = await readFile(join(dirname(bindingsPath), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': { ...bindings, ...timersOf(bindings) },
  });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings;
}

/**
 * The engine bounds its wait for its own lock by a timer of 10 s and never clears it. Unreferenced, it does not keep a
 * process alive that has nothing else to do.
 */
function timersOf(bindings: EngineModule): object {
  const names = Object.keys(bindings).filter((name) => name.startsWith('__wbg_setTimeout_'));
  const unreferenced = (run: () => void, milliseconds: number) => setTimeout(run, milliseconds).unref();
  return Object.fromEntries(names.map((name) => [name, unreferenced]));
}
