import type { Summary, Tile } from '../../../api/types.js';

/** Rates without their parts. */
export const CHOOSE_ONE = 'choose one account';

/** 0 of 0. */
const NOTHING_TO_DIVIDE = 'nothing to divide by';

/** Why a tile has no number, in a few words. */
export function whyEmpty(tile: Tile, summary: Summary): string {
  const { accounts, missing, left_out } = summary;
  if (accounts.length === 0) return 'no account connected';
  if (accounts.every(({ last_published_at }) => last_published_at === null)) return 'after the first sync';
  const without = [...missing, ...left_out].filter(({ metrics }) => metrics.includes(tile.metric));
  if (tile.parts?.['denominator'] === '0') return NOTHING_TO_DIVIDE;
  // Everybody has it and still there is no value: rates without their parts cannot be combined.
  if (without.length === 0 && accounts.length > 1) return CHOOSE_ONE;
  return left_out.some((one) => without.includes(one)) ? 'in another currency' : 'no number yet';
}
