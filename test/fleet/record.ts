import { type FleetAccount, type FleetStage } from './stage.js';

/** One chart call as RevenueCat's own ledger has it; time in milliseconds. */
export interface Call {
  readonly at: number;
  readonly status: number;
  readonly accountId: string;
}

/** A run that published all of its charts; times in milliseconds. */
export interface Publication {
  readonly runId: string;
  readonly accountId: string;
  readonly kind: string;
  readonly begunAt: number;
  readonly at: number;
}

/** What became of one developer's accounts. */
export interface DeveloperRecord {
  readonly developerId: string;
  readonly accountIds: readonly string[];
  /** Oldest first. */
  readonly calls: readonly Call[];
  /** Oldest first. */
  readonly publications: readonly Publication[];
}

interface LedgerEntry {
  readonly at: number;
  readonly path: string;
  readonly domain: string;
  readonly principal: string | null;
  readonly status: number;
}

/** What RevenueCat and Postgres wrote down, for each developer. */
export async function recordsOf(stage: FleetStage): Promise<DeveloperRecord[]> {
  const { items } = await stage.revenueCat.ask<{ items: LedgerEntry[] }>('GET', '/ledger/requests');
  const runs = await stage.owner.prisma.sync_runs.findMany({
    where: { project_id: stage.projectId, status: 'complete' },
    orderBy: { finished_at: 'asc' },
  });
  const developerIds = [...new Set(stage.accounts.map(({ developerId }) => developerId))];
  return developerIds.map((developerId) => {
    const own = stage.accounts.filter((account) => account.developerId === developerId);
    const accountIds = own.map(({ id }) => id);
    return {
      developerId,
      accountIds,
      calls: items
        .filter(({ domain, principal }) => domain === 'charts_metrics' && principal === developerId)
        .map(({ at, status, path }) => ({ at, status, accountId: accountOf(own, path) }))
        .sort((a, b) => a.at - b.at),
      publications: runs
        .filter(({ account_id }) => accountIds.includes(account_id))
        .map(({ id, account_id, kind, started_at, finished_at }) => ({
          ...{ runId: id, accountId: account_id, kind, begunAt: started_at.getTime() },
          at: finished_at?.getTime() ?? Number.NaN,
        })),
    };
  });
}

/** How often each of its accounts has published. */
export function countsOf({ accountIds, publications }: DeveloperRecord): number[] {
  return accountIds.map((id) => publications.filter(({ accountId }) => accountId === id).length);
}

/** Most calls in any stretch of time of this length, in milliseconds. */
export function mostWithin(calls: readonly Call[], length: number): number {
  return Math.max(
    ...calls.map(({ at }) => calls.filter((call) => call.at >= at && call.at < at + length).length),
  );
}

/**
 * How old each account's numbers got before the next came: in chart calls that its developer made meanwhile. The limit says
 * how long so many take; how fast this machine is does not matter then.
 */
export function agesOf({ calls, publications }: DeveloperRecord): number[] {
  const before = new Map<string, number>();
  return publications.flatMap(({ accountId, at }) => {
    const last = before.get(accountId);
    before.set(accountId, at);
    return last === undefined ? [] : [calls.filter((call) => call.at > last && call.at <= at).length];
  });
}

/**
 * Of two hourly runs that waited side by side, whether the one of the account with the older numbers was done first: how
 * many pairs kept that order, and how many did not. The older one is counted only if it had begun before the other one.
 */
export function orderOf({ publications }: DeveloperRecord): { kept: number; broken: number } {
  const runs = publications
    .filter(({ kind }) => kind === 'scheduled')
    .map((run) => ({ ...run, before: publishedBefore(run, publications) }));
  const pairs = runs.flatMap((older) =>
    runs
      .filter(({ before, begunAt }) => older.before < before && older.begunAt < begunAt && begunAt < older.at)
      .map((newer) => older.at < newer.at),
  );
  const kept = pairs.filter((inOrder) => inOrder).length;
  return { kept, broken: pairs.length - kept };
}

function publishedBefore(run: Publication, publications: readonly Publication[]): number {
  const own = publications.filter(({ accountId, at }) => accountId === run.accountId && at < run.begunAt);
  return own.at(-1)?.at ?? 0;
}

function accountOf(own: readonly FleetAccount[], path: string): string {
  const projectId = path.split('/')[3];
  const account = own.find(({ revenueCatProjectId }) => revenueCatProjectId === projectId);
  if (account === undefined) throw new Error(`${path} is nobody's`);
  return account.id;
}
