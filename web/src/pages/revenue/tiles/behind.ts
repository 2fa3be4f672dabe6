import type { Summary, Tile } from '../../../api/types.js';

/** Accounts whose number in this tile is older than their others: their newest refreshes have not brought it. */
export function behindIn(tile: Tile, { accounts }: Summary): Tile['stale'] {
  return tile.stale.filter(({ account_id: own, last_published_at: at }) =>
    accounts.some(({ account_id, last_published_at: newest }) => account_id === own && newest !== at),
  );
}
