import type { Amount } from './amounts.js';
import type { Day } from './days.js';
import type { Parts } from './points.js';

export interface DatedValue {
  readonly value: Amount;
  /** The last day that the value covers. */
  readonly asOf: Day;
}

/** What the members of a tile come to. */
export interface TileValue {
  readonly value: Amount | null;
  readonly asOf: Day | null;
  /** Whether the value consists of complete periods only, and will not grow by itself. */
  readonly complete: boolean;
  /** The same accounts over the period before; null where one of them lacks it. */
  readonly previous: DatedValue | null;
  readonly parts: Parts | null;
  /** Who is counted; null where an account had nothing to divide by. */
  readonly byAccount: readonly (Omit<DatedValue, 'value'> & {
    readonly accountId: string;
    readonly value: Amount | null;
  })[];
  /** Accounts that could not be counted: nothing complete, or too far behind. */
  readonly missing: readonly string[];
  /** Of flows only: the sum up to the last complete day, which is what `previous` is compared with. */
  readonly completeDays?: DatedValue | null;
}

export function emptyTile(missing: readonly string[]): TileValue {
  return {
    value: null,
    asOf: null,
    complete: false,
    previous: null,
    parts: null,
    byAccount: [],
    missing,
  };
}
