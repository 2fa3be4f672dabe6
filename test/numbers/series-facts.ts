import { type Facts, rate } from './facts.js';
import type { Day } from './periods.js';

type Amount = string | number | null;

/** A point of a series, as the api has it, or as it has to be. */
export interface PointSaid {
  readonly date: Day;
  readonly value: Amount;
  readonly complete: boolean;
  readonly partial: boolean;
  /** Where there are several. */
  readonly by_account?: readonly { readonly account_id: string; readonly value: Amount }[];
}

/** All that the points of a series say, a line for each; restatements are looked at elsewhere. */
export function seriesFacts(metric: string, points: readonly PointSaid[], several: boolean): Facts {
  const text = metric.endsWith('rate') ? rate : String;
  return new Map(
    points.map(({ date, value, complete, partial, by_account = [] }) => {
      const shares = by_account.map((own) => `${own.account_id} ${text(own.value)}`).sort();
      const said = `${text(value)}${complete ? '' : ' so far'}${partial ? ', partial' : ''}`;
      return [date, several ? `${said} (${shares.join(', ')})` : said];
    }),
  );
}
