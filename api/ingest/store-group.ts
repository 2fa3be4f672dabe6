import pg from 'pg';

import { askPostgres } from './ask-postgres.js';
import { type Delivery, quarantineIdOf } from './delivery.js';
import { sealForQuarantine } from './quarantine-box.js';
import type { IncomingRow, OutgoingRow, RowOutcome } from './store-rows.js';
import { STORE_STATEMENT } from './store-statement.js';

/** What became of a delivery, once committed. */
export interface Stored {
  readonly outcome: RowOutcome;
  /** The account that has work now; null for anything but a newly stored, routed event. */
  readonly accountId: string | null;
}

/** The delivery has to be quarantined, and its project has no key yet to seal it to. */
export class SealingKeyMissing extends Error {
  override readonly name = 'SealingKeyMissing';
}

const STORE_DELIVERIES = { name: 'store-deliveries', text: STORE_STATEMENT };

/** Class 40: the transaction was chosen to give way (PostgreSQL, "PostgreSQL Error Codes"). */
const GAVE_WAY = /^40/;
/** Class 22: data exception; 54: program limit exceeded: what was sent cannot be held, however often it is tried. */
const UNSTORABLE = /^(22|54)/;

/**
 * Routes and stores deliveries, all in one statement. One that Postgres cannot hold is quarantined if it is alone.
 *
 * @returns in the order given, for each what became of it or why it could not be stored now. Null if there are several and
 * nothing was stored because of what one of them holds: in smaller groups the others will land.
 */
export async function storeGroup(
  pool: pg.Pool,
  deliveries: readonly Delivery[],
): Promise<PromiseSettledResult<Stored>[] | null> {
  const [only] = deliveries;
  if (only === undefined) return [];
  const rows = deliveries.map((delivery, n) => (isSealable(delivery) ? rowOf(delivery, n) : null));
  try {
    const answers = await storeRows(
      pool,
      rows.filter((row) => row !== null),
    );
    const byN = new Map(answers.map((answer) => [answer.n, answer]));
    return rows.map((row, n) => (row === null ? failed(new SealingKeyMissing()) : settled(byN.get(n))));
  } catch (error) {
    if (!isUnstorable(error)) return deliveries.map(() => failed(error));
    if (deliveries.length > 1) return null;
    if (only.content.kind === 'no-event') return [failed(error)];
    return storeGroup(pool, [{ ...only, content: { kind: 'no-event', reason: reasonOf(error) } }]);
  }
}

function isSealable({ content, sealingPublicKey }: Delivery): boolean {
  return content.kind === 'event' || sealingPublicKey !== null;
}

interface Row {
  readonly n: number;
  /** JSON, the event's body in it exactly as received. */
  readonly json: string;
}

function rowOf(delivery: Delivery, n: number): Row {
  const { content, bytes } = delivery;
  const common = {
    n,
    project_id: delivery.projectId,
    named_account: delivery.namedAccount,
    signed: delivery.signed,
    size: bytes.length,
  };
  if (content.kind === 'no-event') {
    const quarantineId = quarantineIdOf(delivery);
    const sealed = sealForQuarantine(delivery, quarantineId).toString('base64');
    const row: IncomingRow = { ...common, quarantine_id: quarantineId, reason: content.reason, sealed };
    return { n, json: JSON.stringify(row) };
  }
  const row: IncomingRow = {
    ...common,
    event_id: content.eventId,
    type: content.type,
    app_id: content.appId,
    keep_attributes: delivery.keepSubscriberAttributes,
  };
  // The text was parsed as one JSON value before, so it cannot reach beyond its place here.
  return { n, json: `${JSON.stringify(row).slice(0, -1)},"body":${content.text}}` };
}

/** Two groups that update the same row for other reasons can still meet in a circle; Postgres ends one, unharmed. */
async function storeRows(pool: pg.Pool, rows: readonly Row[], tries = 3): Promise<OutgoingRow[]> {
  try {
    return await askPostgres<OutgoingRow>(pool, STORE_DELIVERIES, [
      `[${rows.map(({ json }) => json).join(',')}]`,
    ]);
  } catch (error) {
    if (tries <= 1 || !GAVE_WAY.test(codeOf(error))) throw error;
    return storeRows(pool, rows, tries - 1);
  }
}

function settled(row: OutgoingRow | undefined): PromiseSettledResult<Stored> {
  if (row === undefined) return failed(new Error('Postgres has not answered for a delivery.'));
  const { outcome, account_id } = row;
  return { status: 'fulfilled', value: { outcome, accountId: outcome === 'stored' ? account_id : null } };
}

function failed(reason: unknown): PromiseRejectedResult {
  return { status: 'rejected', reason };
}

function codeOf(error: unknown): string {
  return error instanceof pg.DatabaseError ? (error.code ?? '') : '';
}

function isUnstorable(error: unknown): boolean {
  return UNSTORABLE.test(codeOf(error));
}

/** PostgreSQL, "PostgreSQL Error Codes". */
const REASONS: Readonly<Record<string, string>> = {
  '22P05': 'null-character',
  '22P02': 'invalid-unicode',
  '22003': 'number-out-of-range',
  '54001': 'nested-too-deep',
};

function reasonOf(error: unknown): string {
  return REASONS[codeOf(error)] ?? `postgres-${codeOf(error)}`;
}
