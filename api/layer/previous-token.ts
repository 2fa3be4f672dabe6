import type { PrismaClient } from '../../prisma/generated/client.js';
import type { InstalledLayer } from './lock.js';

/** What there is to know of a replaced token before it is ended: whether anything still depends on it. */
export interface PreviousToken {
  readonly valid_until: string;
  readonly deliveries: number;
  readonly last_used_at: string | null;
  readonly account_ids: string[];
}

/** @returns null when no token but the newest works. */
export async function previousTokenView(
  prisma: PrismaClient,
  { project_id, previous_token_hash: hash, previous_valid_until: until }: InstalledLayer,
): Promise<PreviousToken | null> {
  if (hash === null || until === null || until.getTime() <= Date.now()) return null;
  const uses = await prisma.previous_token_uses.findMany({
    where: { project_id, token_hash: hash },
    orderBy: { last_used_at: 'desc' },
  });
  return {
    valid_until: until.toISOString(),
    deliveries: uses.reduce((sum, { count }) => sum + count, 0),
    last_used_at: uses[0]?.last_used_at.toISOString() ?? null,
    account_ids: uses.map(({ account_id }) => account_id).filter((id) => id !== ''),
  };
}
