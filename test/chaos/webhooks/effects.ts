import { Decimal } from 'decimal.js';

import { addLiveTotals } from '../../../activities/inbox/live-totals.js';
import { rebuildSubscriptions } from '../../../activities/inbox/rebuild.js';
import { createLog } from '../../../clients/log.js';
import type { Database } from '../../../clients/postgres.js';
import type { Prisma } from '../../../prisma/generated/client.js';
import type { AccountRef } from '../../../workflows/activities.js';
import type { Account } from './accounts.js';
import type { Ledger } from './ledger.js';

type Totals = Readonly<Record<string, string>>;

/** As many ids as one statement of the worker is given. */
const BATCH = 500;

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
    const ref = { projectId: account.project.id, accountId: account.id, generation: 0 };
    const { changed } = await rebuildSubscriptions(
      { database: owner, log: createLog('test', 'silent') },
      ref,
    );
    if (changed > 0) wrong.push(`${changed} subscriptions of ${account.id} are not what its events say`);
    wrong.push(...(await wrongTotals(owner, ledger, account, ref)));
  }
  return wrong;
}

async function wrongTotals(
  { prisma }: Database,
  ledger: Ledger,
  { id: accountId, project }: Account,
  ref: AccountRef,
): Promise<string[]> {
  const of = { project_id: project.id, account_id: accountId };
  const events = await prisma.revenue_events.findMany({ where: of, select: { event_id: true } });
  const ids = events.map(({ event_id: id }) => id);
  const [before, after] = await prisma.$transaction(
    async (tx) => {
      const kept = await totalsOf(tx, of);
      await tx.live_daily_totals.deleteMany({ where: of });
      for (let from = 0; from < ids.length; from += BATCH) {
        await addLiveTotals(tx, ref, ids.slice(from, from + BATCH));
      }
      return [kept, await totalsOf(tx, of)] as const;
    },
    { timeout: 60_000 },
  );
  const days = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const sent = Decimal.sum(0, ...ids.map((id) => ledger.entries.get(id)?.revenue ?? 0));
  const { _sum: sum } = await prisma.live_daily_totals.aggregate({ where: of, _sum: { revenue_usd: true } });
  const counted = new Decimal(sum.revenue_usd?.toString() ?? 0);
  return [
    ...days
      .filter((day) => before[day] !== after[day])
      .map((day) => `${accountId} on ${day} has ${before[day]}, its events say ${after[day]}`),
    ...(sent.equals(counted)
      ? []
      : [`${accountId} has ${counted.toString()} USD, sent were ${sent.toString()} USD`]),
  ];
}

/** By day, as text. */
async function totalsOf(
  tx: Prisma.TransactionClient,
  where: { readonly project_id: string; readonly account_id: string },
): Promise<Totals> {
  const rows = await tx.live_daily_totals.findMany({ where });
  return Object.fromEntries(
    rows.map(({ day, project_id: _project, account_id: _account, ...totals }) => [
      day.toISOString().slice(0, 10),
      JSON.stringify(totals),
    ]),
  );
}
