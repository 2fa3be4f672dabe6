import type { revenuecat_accounts } from '../../prisma/generated/client.js';
import type { World } from './world.js';

/** After these RevenueCat is not asked any more: only the owner can end them. */
const ENDED = ['token_lost', 'token_revoked', 'token_expired'];

/**
 * What is not as it should come to be by itself after a kill. Accounts that are well must have shown it since: by a refresh,
 * or with an API key by a chart that was fetched.
 *
 * @param since time of the kill, in milliseconds.
 */
export async function unsettled(world: World, since: number): Promise<string[]> {
  const { prisma } = world.owner;
  const rows = await prisma.revenuecat_accounts.findMany({ where: { status: { not: 'disconnected' } } });
  const waiting = await Promise.all(rows.map((row) => waitsFor(world, row, new Date(since))));
  const exchanging = await prisma.connections.findMany({ where: { status: 'exchanging' } });
  return [
    ...waiting.filter((sentence) => sentence !== null),
    ...exchanging.map(({ id }) => `${id} is still exchanging`),
  ];
}

async function waitsFor(world: World, row: revenuecat_accounts, since: Date): Promise<string | null> {
  const { id, status, health_cause: cause } = row;
  if (status !== 'connected') return `${id} is ${status}`;
  if (cause !== null) return ENDED.includes(cause) ? null : `${id} is ${cause}`;
  if (row.credential_kind === 'oauth') {
    const fresh = row.refreshed_at !== null && row.refreshed_at > since;
    return fresh ? null : `${id} has not been refreshed since the kill`;
  }
  const of = { project_id: row.project_id, account_id: id };
  const [fetched, finished] = await Promise.all([
    world.owner.prisma.sync_staging.count({ where: { ...of, status: 'fetched', fetched_at: { gt: since } } }),
    world.owner.prisma.sync_runs.count({ where: { ...of, status: 'complete', finished_at: { gt: since } } }),
  ]);
  return fetched + finished > 0 ? null : `${id} has fetched nothing since the kill`;
}
