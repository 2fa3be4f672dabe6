import type { Database } from '../../../clients/postgres.js';
import { attemptsOf, type Ledger } from './ledger.js';

/** What the sender's book says of a time. */
export interface Tally {
  /** Ids that were sent for the first time. */
  readonly ids: number;
  readonly attempts: number;
  readonly accepted: number;
  /** 503. */
  readonly notNow: number;
  /** Connection refused or broken. */
  readonly unanswered: number;
  /** 400, 401 and 404. */
  readonly refused: number;
  /** Deliveries that were begun and in the end given up, without those that were refused. */
  readonly givenUp: number;
  /** The slowest answer, in milliseconds. */
  readonly slowest: number;
}

/** @param from to `until`: when attempts began, in milliseconds. */
export function tallyOf(ledger: Ledger, from: number, until: number): Tally {
  const isThen = ({ at }: { readonly at: number }) => at >= from && at < until;
  const entries = [...ledger.entries.values()];
  const attempts = entries.flatMap(attemptsOf).filter(isThen);
  const count = (...statuses: readonly (number | null)[]) =>
    attempts.filter(({ status }) => statuses.includes(status)).length;
  const begun = entries
    .flatMap(({ deliveries }) => deliveries)
    .filter((delivery) => {
      const [first] = delivery.attempts;
      return first !== undefined && isThen(first);
    });
  const givenUp = begun.filter(({ status, attempts: tries }) => {
    const last = tries.at(-1)?.status;
    return status === 'failed' && (last === 503 || last === null);
  });
  return {
    ids: entries.filter((entry) => attemptsOf(entry).slice(0, 1).some(isThen)).length,
    attempts: attempts.length,
    accepted: count(200),
    notNow: count(503),
    unanswered: count(null),
    refused: count(400, 401, 404),
    givenUp: givenUp.length,
    slowest: Math.max(0, ...attempts.filter(({ status }) => status !== null).map((one) => one.milliseconds)),
  };
}

/** Attempts that had no answer yet when a process died. */
export function inFlightAt(ledger: Ledger, deaths: readonly number[]): number {
  const attempts = [...ledger.entries.values()].flatMap(attemptsOf);
  const wasUnderWay = (death: number) =>
    attempts.filter(({ at, milliseconds }) => at <= death && at + milliseconds >= death).length;
  return deaths.reduce((sum, death) => sum + wasUnderWay(death), 0);
}

/** Events whose row was committed, and whose sender was not told so: the next try found the row. */
export async function lostAnswers({ pool }: Database, ledger: Ledger, since: number): Promise<number> {
  const { rows } = await pool.query<{ event_id: string; received_at: Date }>(
    'select event_id, received_at from revenue_events where received_at >= $1',
    [new Date(since)],
  );
  return rows.filter(({ event_id: id, received_at: stored }) => {
    const entry = ledger.entries.get(id);
    const told =
      entry && attemptsOf(entry).find(({ at, status }) => status === 200 && at <= stored.getTime());
    return entry !== undefined && told === undefined;
  }).length;
}
