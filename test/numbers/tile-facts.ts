import { type Facts, partsText, rate } from './facts.js';
import type { Day } from './periods.js';

type Amount = string | number | null;

/** A tile, as the summary has it, or as it has to be. */
export interface TileSaid {
  readonly metric: string;
  readonly value: Amount;
  readonly as_of: Day | null;
  readonly complete: boolean;
  readonly partial: boolean;
  readonly value_complete_days?: Amount;
  readonly complete_days_as_of?: Day | null;
  readonly previous: { readonly value: Amount; readonly as_of: Day } | null;
  readonly parts: Readonly<Record<string, string>> | null;
  readonly by_account: readonly {
    readonly account_id: string;
    readonly value: Amount;
    readonly as_of: Day;
  }[];
}

export interface SummarySaid {
  readonly currency: string;
  readonly tiles: readonly TileSaid[];
  readonly stale: readonly { readonly account_id: string }[];
  readonly missing: readonly { readonly account_id: string; readonly metrics: readonly string[] }[];
  readonly left_out: readonly {
    readonly account_id: string;
    readonly currency: string;
    readonly metrics: readonly string[];
  }[];
}

/** All that tiles say, a line for each thing. */
export function tileFacts(tiles: readonly TileSaid[]): Facts {
  return new Map(
    tiles.flatMap((tile) => {
      const { metric, value, as_of, complete, partial, previous, parts, by_account } = tile;
      const text = metric.endsWith('rate') ? rate : exact;
      const whole = tile.value_complete_days;
      return [
        [metric, `${text(value)} on ${as_of}${complete ? '' : ' so far'}${partial ? ', partial' : ''}`],
        [`${metric} before`, previous === null ? 'nothing' : `${text(previous.value)} on ${previous.as_of}`],
        [`${metric} made of`, partsText(parts)],
        ...(whole === undefined
          ? []
          : [[`${metric} in complete days`, `${exact(whole)} on ${tile.complete_days_as_of}`]]),
        ...by_account.map((own) => [`${metric} of ${own.account_id}`, `${text(own.value)} on ${own.as_of}`]),
      ] as [string, string][];
    }),
  );
}

/** Answers write money without needless zeros; so does whoever says what has to be. */
function exact(value: Amount): string {
  return String(value);
}
