import { setTimeout as delay } from 'node:timers/promises';

import type { Entry } from './ledger.js';
import type { Stage } from './stage.js';

/** How long everything may take to come to rest; milliseconds. */
const WITHIN = 180_000;

/**
 * Waits until RevenueCat has nothing left to try, assigns what found no account, and waits until no event waits any more and
 * each disconnect is through.
 *
 * @returns a sentence for each thing that still is not so when the time is over.
 */
export async function settle(stage: Stage): Promise<string[]> {
  const deadline = Date.now() + WITHIN;
  let open: string[] = [];
  while (!stage.sender.isDone && Date.now() < deadline) await delay(100);
  if (!stage.sender.isDone) return ['deliveries are still under way'];
  await assignUnrouted(stage);
  do {
    open = await stillOpen(stage);
    if (open.length > 0) await delay(250);
  } while (open.length > 0 && Date.now() < deadline);
  return open;
}

async function stillOpen({ system, accounts, closures }: Stage): Promise<string[]> {
  const { prisma } = system.owner;
  const waiting = await prisma.event_inbox.groupBy({ by: ['account_id'], _count: true });
  const closed = accounts.filter((account) => !closures.isOpen(account)).map(({ id }) => id);
  const undone = await prisma.revenuecat_accounts.findMany({
    where: { id: { in: closed }, status: { not: 'disconnected' } },
  });
  return [
    ...waiting.map(({ account_id: id, _count: count }) => `${count} events of ${id} wait`),
    ...undone.map(({ id, status }) => `${id} is ${status}`),
  ];
}

/** Owners say whose these are; those of a disconnected account stay as they are. */
async function assignUnrouted({ system, owners, ledger, closures }: Stage): Promise<void> {
  const rows = await system.owner.prisma.revenue_events.findMany({
    where: { account_id: null },
    select: { event_id: true },
  });
  const entries = rows.map(({ event_id: id }) => ledger.entries.get(id));
  const theirs = entries.filter((entry): entry is Entry => entry !== undefined);
  for (const { id, account } of theirs.filter((entry) => closures.isOpen(entry.account))) {
    await owners.assign(account.project.id, id, account.id);
  }
}
