/** How many rows one look takes on; the next one goes on behind them. */
export const ROWS_PER_LOOK = 1_000;

interface Keyed {
  readonly project_id: string;
  readonly id: string;
}

/** Stands between the two halves of a position: no id holds one. */
const BETWEEN = '/';

/** The key a look goes on behind; before all keys at the beginning. */
export function positionOf(after: string | null): [projectId: string, id: string] {
  const [projectId = '', id = ''] = (after ?? '').split(BETWEEN);
  return [projectId, id];
}

/** Where the next look begins, after rows that were read in the order of their keys; null if there can be no more. */
export function positionAfter(rows: readonly Keyed[]): string | null {
  const last = rows.at(-1);
  return last === undefined || rows.length < ROWS_PER_LOOK ? null : `${last.project_id}${BETWEEN}${last.id}`;
}
