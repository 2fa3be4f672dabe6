import type { Summary, Tile } from '../../../api/types.js';

type Dated = Pick<Tile['by_account'][number], 'account_id' | 'last_published_at'>;

/** Accounts whose number in this tile is older than their others: a refresh, or more of them, has not brought it. */
export const olderIn = (tile: Tile, summary: Summary) => notNewest(tile.by_account, summary);

/** Those of them that have it to be told: that it is older than two hours, too. */
export const behindIn = (tile: Tile, summary: Summary) => notNewest(tile.stale, summary);

function notNewest<One extends Dated>(dated: readonly One[], { accounts }: Summary): One[] {
  return dated.filter(({ account_id: own, last_published_at: at }) =>
    accounts.some(({ account_id, last_published_at: newest }) => account_id === own && newest !== at),
  );
}
