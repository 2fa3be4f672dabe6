import { readdirSync, readFileSync } from 'node:fs';

import type pg from 'pg';

/** Whose CPU time is counted; process ids. */
export interface Processes {
  readonly handler: number;
  readonly worker: number | null;
  readonly postgres: number;
  readonly temporal: number | null;
}

/** CPU seconds by part, and bytes written. */
export interface Usage {
  readonly handler: number;
  readonly worker: number;
  readonly postgres: number;
  readonly temporal: number;
  /** Of Postgres' write-ahead log. */
  readonly wal: number;
  /** What Temporal has written to its own database, if it takes part. */
  readonly temporalBytes: number;
}

/** Linux counts in hundredths of a second (proc(5), `sysconf(_SC_CLK_TCK)`). */
const TICK = 0.01;

/** @throws on a system without `/proc`. */
export async function usageNow(processes: Processes, pool: pg.Pool): Promise<Usage> {
  const { rows } = await pool.query<{ wal: string }>(
    `select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as wal`,
  );
  const { handler, worker, postgres, temporal } = processes;
  return {
    handler: cpuOf(handler),
    worker: worker === null ? 0 : cpuOf(worker),
    postgres: cpuOf(postgres) + childrenOf(postgres).reduce((sum, pid) => sum + cpuOf(pid, false), 0),
    temporal: temporal === null ? 0 : cpuOf(temporal),
    wal: Number(rows[0]?.wal),
    temporalBytes: temporal === null ? 0 : bytesWrittenBy(temporal),
  };
}

export function usageBetween(before: Usage, after: Usage): Usage {
  const names = Object.keys(before) as (keyof Usage)[];
  return Object.fromEntries(names.map((name) => [name, after[name] - before[name]])) as unknown as Usage;
}

/** @param withEnded adds the time of its children that have ended. */
function cpuOf(pid: number, withEnded = true): number {
  const fields = statOf(pid);
  // user, system, and those of children that have been waited for
  const counted = withEnded ? [11, 12, 13, 14] : [11, 12];
  return counted.reduce((sum, index) => sum + Number(fields[index] ?? 0), 0) * TICK;
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => Number(statOf(pid)[1]) === parent);
}

/** Fields of proc(5) `stat` behind the name: state, parent, … ; empty if it has just ended. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function bytesWrittenBy(pid: number): number {
  const [, bytes] = /^wchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8')) ?? [];
  return Number(bytes);
}
