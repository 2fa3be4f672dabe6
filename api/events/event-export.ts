import { stringify } from 'csv-stringify/sync';

import { CSV_ROWS } from '../http/csv.js';
import { EVENT_FIELDS, eventJson, type EventRow, itemFrom } from './event-item.js';

export type EventFormat = 'json' | 'ndjson' | 'csv';

export const MEDIA_TYPES = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
} as const satisfies Record<EventFormat, string>;

/** One event a line. */
export function eventsToNdjson(rows: readonly EventRow[]): string {
  return rows.map((row) => `${eventJson(row)}\n`).join('');
}

const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * Events as CSV (RFC 4180): one header row, ISO times, plain numbers. What comes from outside and a spreadsheet would run as
 * a formula is disarmed (OWASP, "CSV Injection"); a refund's minus is no formula and stays.
 */
export function eventsToCsv(rows: readonly EventRow[], withBody: boolean): string {
  const columns = withBody ? [...EVENT_FIELDS, 'body'] : EVENT_FIELDS;
  const records = rows.map((row) => ({ ...itemFrom(row), ...(withBody ? { body: row.body_text } : {}) }));
  return stringify(records, {
    ...CSV_ROWS,
    header: true,
    columns,
    cast: { string: (value) => ({ value, escape_formulas: !PLAIN_NUMBER.test(value) }) },
  });
}
