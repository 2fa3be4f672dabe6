import type { PrismaClient } from '../../../prisma/generated/client.js';

/**
 * Accounts that are told to be ill, and metrics that could not be understood: RevenueCat answers all the time, so it can only
 * be our own trouble that was taken for somebody else's.
 */
export async function wrongHealth(prisma: PrismaClient): Promise<string[]> {
  const [accounts, runs] = await Promise.all([
    prisma.revenuecat_accounts.findMany({ where: { health_cause: { not: null } } }),
    prisma.sync_runs.findMany(),
  ]);
  const misread = runs.filter(({ metrics }) => JSON.stringify(metrics).includes('"unexpected"'));
  return [
    ...accounts.map(({ id, health_cause: cause }) => `${id} is ${cause}`),
    ...misread.map(({ id, account_id: of }) => `run ${id} of ${of} could not read what RevenueCat said`),
  ];
}
