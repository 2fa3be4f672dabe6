/** How a contestant keeps what it accepts, and who processes it. */
export interface Contestant {
  /** As the table names it. */
  readonly name: string;
  readonly store: 'none' | 'pg' | 'pg grouped' | 'prisma' | 'queue' | 'queue grouped' | 'this project';
  /** Whether there is an Express handler at all. */
  readonly express: boolean;
  /** File in `queues/`. */
  readonly queue?: string;
}

const queue = (name: string, file: string, bulk = true): Contestant[] => [
  { name, store: 'queue', express: true, queue: file },
  ...(bulk
    ? [{ name: `${name}, grouped`, store: 'queue grouped', express: true, queue: file } as const]
    : []),
];

export const PRODUCT: Contestant = { name: 'this project, whole', store: 'this project', express: true };
export const NOTHING: Contestant = { name: 'same handler, storing nothing', store: 'none', express: true };
export const PG: Contestant = { name: 'pg, per request', store: 'pg', express: true };
export const PG_GROUPED: Contestant = { name: 'pg, grouped', store: 'pg grouped', express: true };

export const CONTESTANTS: readonly Contestant[] = [
  { name: 'node:http, storing nothing', store: 'none', express: false },
  NOTHING,
  PG,
  PG_GROUPED,
  { name: 'Prisma create', store: 'prisma', express: true },
  ...queue('graphile-worker', 'graphile-worker'),
  ...queue('pg-boss', 'pg-boss'),
  ...queue('BullMQ on Postgres', 'bullmq'),
  ...queue('DBOS', 'dbos', false),
  PRODUCT,
];

export const isQueue = ({ store }: Contestant): boolean => store === 'queue' || store === 'queue grouped';
/** Whether anything happens to what it accepts. */
export const hasWorker = ({ store }: Contestant): boolean => store !== 'none';
