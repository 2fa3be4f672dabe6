import { join } from 'node:path';

import pg from 'pg';

import { Child } from './child.js';
import type { Part } from './contestant-process.js';
import type { Contestant } from './contestants.js';
import { type BenchServices, TEMPLATE } from './services.js';
import { insertTenants, type Tenant } from './tenants.js';
import type { Processes } from './usage.js';

/** A contestant that takes requests, with nothing stored yet. */
export interface Stand {
  readonly port: number;
  readonly tenants: readonly Tenant[];
  /** As owner of its database. */
  readonly pool: pg.Pool;
  readonly processes: Processes;
  close(): Promise<void>;
}

/** Brings a contestant up, with or without the process that works on what it accepts. */
export interface Stands {
  open(options: { readonly withWorker: boolean }): Promise<Stand>;
  /** At the end of all. */
  close(): Promise<void>;
}

/** A contestant of two processes of ours, on a database of its own. */
export async function plainStands(
  services: BenchServices,
  profileFolder: string | null,
  contestant: Contestant,
): Promise<Stands> {
  const name = `bench_${contestant.name.toLowerCase().replace(/\W+/g, '_')}`;
  const base = `${name}_base`;
  const baseUrl = await services.copyDatabase(base, TEMPLATE);
  const tenants = await insertTenants(baseUrl);
  const start = <Ready>(role: Part['role'], url: string) => {
    const part: Part = { contestant: contestant.name, role, url, tenants };
    return Child.start<Ready>({
      script: './contestant-process.js',
      args: [JSON.stringify(part)],
      logFile: join(services.folder, `${name}.log`),
      profileFolder,
    });
  };
  const [installer] = await start('install', baseUrl);
  await installer.stop();

  return {
    async open({ withWorker }) {
      const url = await services.copyDatabase(name, base);
      const pool = new pg.Pool({ connectionString: url, max: 2 });
      pool.on('error', () => undefined);
      const [[server, { port }], worker] = await Promise.all([
        start<{ port: number }>('serve', url),
        withWorker ? start('work', url) : null,
      ]);
      const children = [server, ...(worker === null ? [] : [worker[0]])];
      return {
        port,
        tenants,
        pool,
        processes: {
          handler: server.pid,
          worker: worker?.[0].pid ?? null,
          postgres: services.postgres.pid,
          temporal: null,
        },
        async close() {
          await Promise.all(children.map((child) => child.stop()));
          await pool.end();
        },
      };
    },
    close: async () => undefined,
  };
}
