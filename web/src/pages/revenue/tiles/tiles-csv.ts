import type { Summary } from '../../../api/types.js';

const COLUMNS = [
  'metric',
  'value',
  'unit',
  'currency',
  'as_of',
  'complete',
  'partial',
  'value_complete_days',
  'complete_days_as_of',
  'previous_value',
  'previous_as_of',
];

/** The tiles as CSV (RFC 4180): one header row, ISO days, plain numbers with a point. Nothing in it needs quoting. */
export function tilesCsv({ tiles }: Summary): string {
  const rows = tiles.map((tile) => [
    tile.metric,
    tile.value,
    tile.unit,
    tile.currency,
    tile.as_of,
    tile.complete,
    tile.partial,
    tile.value_complete_days,
    tile.complete_days_as_of,
    tile.previous?.value,
    tile.previous?.as_of,
  ]);
  return [COLUMNS, ...rows].map((row) => row.map((cell) => cell ?? '').join(',')).join('\r\n') + '\r\n';
}
