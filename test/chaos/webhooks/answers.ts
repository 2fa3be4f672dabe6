import type { Attempt } from '../../../simulator/webhooks/delivery.js';
import type { Closures } from './closures.js';
import { attemptsOf, type Entry, type Kind, type Ledger } from './ledger.js';

/** What the sender may be told; 503, or nothing at all, while something is away. */
const FINAL: Readonly<Record<Kind, number>> = {
  named: 200,
  bare: 200,
  unrouted: 200,
  quarantined: 200,
  'not-json': 400,
  'wrong-token': 401,
};

/** Whether it is to be stored in the end. */
export const isStorable = (kind: Kind): boolean => FINAL[kind] === 200;

/** Answers that nobody should have got: not the ones for this kind, or the wrong ones around a disconnect. */
export function wrongAnswers(ledger: Ledger, closures: Closures): string[] {
  return [...ledger.entries.values()].flatMap((entry) =>
    attemptsOf(entry)
      .map((attempt) => ({ attempt, why: whyWrong(entry, attempt, closures) }))
      .filter(({ why }) => why !== null)
      .map(({ attempt, why }) => `${entry.kind} ${entry.id} was answered ${attempt.status} ${why}`),
  );
}

function whyWrong({ kind, account }: Entry, attempt: Attempt, closures: Closures): string | null {
  const { at, milliseconds, status } = attempt;
  if (status === null || status === 503) return null;
  if (status === 404 && isStorable(kind)) {
    const end = at + milliseconds;
    const wasClosed = closures
      .of(account)
      .some(({ asked, reopened }) => asked <= end && (reopened === null || at <= reopened));
    return wasClosed ? null : `although ${account.id} was connected`;
  }
  if (status !== FINAL[kind]) return 'which no such delivery should be';
  // The others are not about the account, or about another one of the project as well.
  if (kind !== 'named' && kind !== 'bare' && kind !== 'quarantined') return null;
  const wasOpen = closures
    .of(account)
    .every(
      ({ closed, reopening }) =>
        closed === null || at <= closed || (reopening !== null && at + milliseconds >= reopening),
    );
  return wasOpen ? null : `although ${account.id} was disconnected`;
}
