/**
 * How rows of CSV end (RFC 4180), with text that holds a line break of any kind in quotes: unquoted, what stands behind the
 * break would begin a row of its own, and a formula there would be run.
 */
export const CSV_ROWS = { record_delimiter: 'windows', quote_record_delimiter: true } as const;
