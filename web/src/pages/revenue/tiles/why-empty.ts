import type { Summary, Tile } from '../../../api/types.js';

/** Why a tile has no number, in a few words. */
export function whyEmpty(tile: Tile, summary: Summary): string {
  if (summary.accounts.every(({ last_published_at }) => last_published_at === null))
    return 'after the first sync';
  const missing = summary.missing.filter(({ metrics }) => metrics.includes(tile.metric)).length;
  // Everybody has it and still there is no value: rates without their parts cannot be combined.
  return missing === 0 && summary.accounts.length > 1 ? 'choose one account' : 'not given by RevenueCat';
}
