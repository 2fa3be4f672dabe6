import type { PrismaClient } from '../../../prisma/generated/client.js';
import type { Account } from './accounts.js';
import type { Closures } from './closures.js';
import { attemptsOf, type Ledger } from './ledger.js';

/**
 * Accounts that their owners have disconnected and that are not, whose receipt does not count the events there are, or of
 * whose late deliveries none was refused.
 */
export async function wrongDisconnects(
  prisma: PrismaClient,
  accounts: readonly Account[],
  closures: Closures,
  ledger: Ledger,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const account of accounts.filter((one) => !closures.isOpen(one))) {
    if (!wasRefused(account, closures, ledger)) wrong.push(`${account.id} has refused no late delivery`);
    const of = { project_id: account.project.id, account_id: account.id };
    const row = await prisma.revenuecat_accounts.findFirstOrThrow({ where: { id: account.id } });
    if (row.status !== 'disconnected') {
      wrong.push(`${account.id} was to be disconnected and is ${row.status}`);
      continue;
    }
    const { kept } = row.receipt as { kept: { events: number } };
    const events = await prisma.revenue_events.count({ where: of });
    if (kept.events !== events) {
      wrong.push(`the receipt of ${account.id} says ${kept.events} events, there are ${events}`);
    }
  }
  return wrong;
}

function wasRefused(account: Account, closures: Closures, ledger: Ledger): boolean {
  const { closed = null } = closures.of(account).at(-1) ?? {};
  const theirs = [...ledger.entries.values()].filter((entry) => entry.account === account);
  return theirs
    .flatMap(attemptsOf)
    .some(({ at, status }) => status === 404 && closed !== null && at >= closed);
}
