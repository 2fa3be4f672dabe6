import { Decimal } from 'decimal.js';

import { rebuildAccount } from '../../../activities/inbox/rebuild.js';
import { createLog } from '../../../clients/log.js';
import type { Database } from '../../../clients/postgres.js';
import type { Account } from './accounts.js';
import type { Ledger } from './ledger.js';

/**
 * What the account's events have brought about, compared with what the same rows give when they are taken anew, each once, and
 * with what the sender's book says. One event that counted twice, or not at all, shows.
 */
export async function wrongEffects(
  owner: Database,
  ledger: Ledger,
  accounts: readonly Account[],
): Promise<string[]> {
  const wrong: string[] = [];
  for (const account of accounts) {
    const { changed, daysChanged } = await rebuildAccount(
      { database: owner, log: createLog('test', 'silent') },
      { projectId: account.project.id, accountId: account.id },
    );
    if (changed > 0) wrong.push(`${changed} subscriptions of ${account.id} are not what its events say`);
    if (daysChanged > 0)
      wrong.push(`the totals of ${daysChanged} days of ${account.id} are not what its events say`);
    wrong.push(...(await wrongMoney(owner, ledger, account)));
  }
  return wrong;
}

async function wrongMoney(
  { prisma }: Database,
  ledger: Ledger,
  { id: accountId, project }: Account,
): Promise<string[]> {
  const of = { project_id: project.id, account_id: accountId };
  const events = await prisma.revenue_events.findMany({ where: of, select: { event_id: true } });
  const sent = Decimal.sum(0, ...events.map(({ event_id: id }) => ledger.entries.get(id)?.revenue ?? 0));
  const { _sum: sum } = await prisma.live_daily_totals.aggregate({ where: of, _sum: { revenue_usd: true } });
  const counted = new Decimal(sum.revenue_usd?.toString() ?? 0);
  return sent.equals(counted)
    ? []
    : [`${accountId} has ${counted.toString()} USD, sent were ${sent.toString()} USD`];
}
