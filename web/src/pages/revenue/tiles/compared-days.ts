import type { Tile } from '../../../api/types.js';
import { formatDay, formatShortDay, formatShortMonth, type UtcDay } from '../../../format/days.js';
import type { TileGroup } from '../../../wording/metrics.js';

/**
 * Of which day, days or month a tile is, and what its change compares: `19 Nov vs 20 Oct`, `Oct vs Sep`; empty without a
 * value.
 *
 * @param today the present UTC day
 */
export function periodOf(group: TileGroup, tile: Tile, today: UtcDay): string {
  const { as_of, previous } = tile;
  if (as_of === null) return '';
  if (group === 'days') return `${lastDays(tile, today)}${previous ? '; change by complete days' : ''}`;
  const day = group === 'now' ? formatShortDay : formatShortMonth;
  return previous === null ? day(as_of) : `${day(as_of)} vs ${day(previous.as_of)}`;
}

/** What all tiles of the group say of it, empty if none has a value; null where they differ, and each says its own. */
export function sharedPeriod(group: TileGroup, tiles: readonly Tile[], today: UtcDay): string | null {
  const dated = tiles.filter(({ as_of }) => as_of !== null);
  // 7 days and 30 days compare with different ones, and end on the same.
  const said = new Set(dated.map((tile) => (group === 'days' ? lastDays(tile, today) : tile.as_of)));
  if (said.size > 1) return null;
  const spokesman = dated.find(({ previous }) => previous !== null) ?? dated[0];
  return spokesman === undefined ? '' : periodOf(group, spokesman, today);
}

/** The same for one tile, as the end of "better than …". */
export function comparedWith(group: TileGroup, before: string): string {
  switch (group) {
    case 'now':
      return formatShortDay(before);
    case 'days':
      return `as many days up to ${formatShortDay(before)}`;
    case 'monthly':
    case 'value':
      return formatShortMonth(before);
  }
}

/** Whether the last of the days is still running, or was when it was read last. */
const isOpen = ({ as_of, complete, complete_days_as_of }: Tile): boolean =>
  !complete && complete_days_as_of !== as_of;

function lastDays(tile: Tile, today: UtcDay): string {
  const day = formatShortDay(tile.as_of ?? today);
  if (!isOpen(tile)) return `up to ${day}`;
  return tile.as_of === today ? 'including today so far' : `including ${day} so far`;
}

/** How far the last days of a tile go, in full: `up to 20 Nov 2026, including that day so far`. */
export function reachOf(tile: Tile, asOf: UtcDay, today: UtcDay): string {
  const open = asOf === today ? ', including today so far' : ', including that day so far';
  return `up to ${formatDay(asOf)}${isOpen(tile) ? open : ''}`;
}
