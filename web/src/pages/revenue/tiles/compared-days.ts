import type { Tile } from '../../../api/types.js';
import { formatShortDay, formatShortMonth } from '../../../format/days.js';
import type { TileGroup } from '../../../wording/metrics.js';

/** What the changes in a group of tiles compare: `19 Nov vs 20 Oct`, `Oct vs Sep`; empty without a comparison. */
export function comparedDays(group: TileGroup, tile: Tile | null): string {
  if (tile === null || tile.previous === null) return '';
  const before = tile.previous.as_of;
  switch (group) {
    case 'now':
      return tile.as_of === null ? '' : `${formatShortDay(tile.as_of)} vs ${formatShortDay(before)}`;
    case 'days':
      return 'including today so far; change by complete days';
    case 'monthly':
    case 'value':
      return tile.as_of === null ? '' : `${formatShortMonth(tile.as_of)} vs ${formatShortMonth(before)}`;
  }
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
