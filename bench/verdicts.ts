import { inMarkdown } from '../test/support/markdown.js';

/** A bar, what was found, and whether that is enough. */
export interface Verdict {
  readonly bar: string;
  readonly found: string;
  /** Null where the run did not measure it. */
  readonly isMet: boolean | null;
}

export function verdictTable(verdicts: readonly Verdict[]): string {
  const word = { true: 'pass', false: 'FAIL', null: '–' };
  return inMarkdown(
    ['bar', 'found', ''],
    verdicts.map(({ bar, found, isMet }) => [bar, found, word[`${isMet}`]]),
  );
}
