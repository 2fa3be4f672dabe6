import { inMarkdown } from '../../support/markdown.js';
import { type Part, PARTS } from './system.js';
import type { Tally } from './tally.js';

/** What a round, or a long outage, showed. */
export interface Result {
  readonly name: string;
  readonly kills: readonly Part[];
  readonly tally: Tally;
  /** Attempts that had no answer yet when a process was killed. */
  readonly inFlight: number;
  /** Events that were stored although their sender was not told so. */
  readonly lostAnswers: number;
  /** Accounts that their owners have disconnected. */
  readonly disconnected: number;
  /** Fresh histories that were asked for. */
  readonly rolledOver: number;
  /** Seconds from the moment at which everything stood again until no event waited. */
  readonly quietAfter: number;
  readonly note: string;
  readonly violations: readonly string[];
}

const HEAD = [
  'round',
  ...PARTS.map((part) => `${part} killed`),
  'in flight at kills',
  'ids',
  'attempts',
  '200',
  '503',
  'no answer',
  '400, 401, 404',
  'stored, answer lost',
  'given up',
  'disconnected',
  'fresh histories',
  'quiet after',
  'violations',
];

/** In Markdown, a line for each result. */
export function tableOf(results: readonly Result[]): string {
  return inMarkdown(HEAD, results.map(rowOf));
}

function rowOf({ name, kills, tally, ...result }: Result): string[] {
  return [
    name,
    ...PARTS.map((part) => String(kills.filter((killed) => killed === part).length)),
    String(result.inFlight),
    String(tally.ids),
    String(tally.attempts),
    String(tally.accepted),
    String(tally.notNow),
    String(tally.unanswered),
    String(tally.refused),
    String(result.lostAnswers),
    String(tally.givenUp),
    String(result.disconnected),
    String(result.rolledOver),
    `${result.quietAfter.toFixed(0)} s`,
    String(result.violations.length),
  ];
}
