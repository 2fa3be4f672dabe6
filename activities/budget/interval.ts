import type { WorkerDeps } from '../deps.js';
import { CHARTS } from '../sync/charts.js';

const MINUTE = 60_000;
/** What a run asks of the `charts_metrics` domain. */
export const CALLS_PER_RUN = CHARTS.length + CHARTS.filter(({ byProduct }) => byProduct).length;
/**
 * Share of the limit that is planned with. A send takes up room until a minute after its answer, and charts take up to ten
 * seconds; while they are faster, the rest is for syncs out of turn and for what is asked once a day.
 */
const PLANNED = 0.85;

/**
 * How far apart the syncs of one developer's accounts have to lie, so that all get their turn within RevenueCat's limit.
 *
 * @param wanted `SYNC_INTERVAL`; all in milliseconds.
 * @param minute another than a minute where a test compresses time.
 * @returns whole minutes where it is more than wanted.
 */
export function intervalFor(wanted: number, accounts: number, perMinute: number, minute = MINUTE): number {
  const minutes = (accounts * CALLS_PER_RUN) / (perMinute * PLANNED);
  return minutes * minute > wanted ? Math.ceil(minutes) * minute : wanted;
}

/** The interval of all accounts that share this budget. */
export async function affordableInterval(
  { database, config, minute }: Pick<WorkerDeps, 'database' | 'config' | 'minute'>,
  budgetKey: string,
): Promise<number> {
  const [accounts, budget] = await Promise.all([
    database.prisma.revenuecat_accounts.count({ where: { budget_key: budgetKey, status: 'connected' } }),
    database.prisma.rate_budgets.findUnique({
      where: { key_domain: { key: budgetKey, domain: 'charts_metrics' } },
      select: { per_minute: true },
    }),
  ]);
  // Before the first answer nobody knows the limit; the run that asks finds out.
  return budget === null
    ? config.SYNC_INTERVAL
    : intervalFor(config.SYNC_INTERVAL, accounts, budget.per_minute, minute);
}
