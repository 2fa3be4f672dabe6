import { stringify } from 'csv-stringify/sync';

import { CSV_ROWS } from '../http/csv.js';
import type { SeriesAnswer } from './series-answer.js';

/**
 * A series as CSV (RFC 4180): one header row, ISO dates, plain numbers with a point, one column per account where there
 * are several. Names come from outside, so one that a spreadsheet would run as a formula is disarmed (OWASP, "CSV
 * Injection"); numbers are not, since a minus is no formula there.
 */
export function seriesToCsv(series: SeriesAnswer): string {
  const accounts = series.accounts.length > 1 ? series.accounts : [];
  const columns = [
    'date',
    series.metric,
    'currency',
    'complete',
    'partial',
    'restated_from',
    'restated_until',
    ...accounts.map(({ name, account_id }) => `${name} (${account_id})`),
  ];
  const rows = series.points.map((point) => {
    const own = new Map(point.by_account?.map(({ account_id, value }) => [account_id, value]));
    return [
      point.date,
      point.value,
      series.currency,
      point.complete,
      point.partial,
      point.restated_from?.value,
      point.restated_from?.until,
      ...accounts.map(({ account_id }) => own.get(account_id)),
    ];
  });
  return (
    stringify([columns], { ...CSV_ROWS, escape_formulas: true }) +
    stringify(rows, { ...CSV_ROWS, cast: { boolean: String } })
  );
}
