import { Problem } from '../http/problem.js';
import { problemOf } from '../http/thrown.js';
import { isPostgresTrouble } from './ask-postgres.js';
import type { RefusalReason } from './refusals.js';

/** Whose delivery it is, as far as that is known yet. */
export interface Origin {
  /** Set once the token was found good. */
  projectId: string | null;
  namedAccount: string | null;
}

/** A delivery that is not accepted: what the sender is told, and what is counted. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly reason: RefusalReason;
  readonly problem: Problem;
  constructor(reason: RefusalReason, problem: Problem) {
    super(reason);
    this.reason = reason;
    this.problem = problem;
  }
}

const REASONS: Readonly<Record<string, RefusalReason>> = {
  'payload-too-large': 'too-large',
  'unsupported-media-type': 'wrong-media-type',
  'request-timeout': 'too-slow',
  'malformed-json': 'not-json',
  overloaded: 'overloaded',
  'vault-unavailable': 'vault-unavailable',
  'database-unavailable': 'database-unavailable',
};

/**
 * The refusal behind anything thrown on the way of a delivery. What we cannot explain is our trouble: with 503 RevenueCat
 * tries again, so that no event is lost to a mistake of ours.
 */
export function refusalOf(thrown: unknown): Refused {
  if (thrown instanceof Refused) return thrown;
  const problem = isPostgresTrouble(thrown) ? new Problem('database-unavailable') : problemOf(thrown);
  const reason = problem === null ? undefined : REASONS[problem.slug];
  if (problem !== null && reason !== undefined) return new Refused(reason, problem);
  return new Refused(
    'internal-error',
    new Problem('overloaded', { detail: 'The delivery could not be stored now.' }),
  );
}

export const refuse = {
  closing: () =>
    new Refused('overloaded', new Problem('overloaded', { detail: 'This server is shutting down.' })),
  tokenMissing: () =>
    new Refused(
      'token-missing',
      new Problem('webhook-token-rejected', { detail: 'The delivery has no Authorization header.' }),
    ),
  wrongToken: () => new Refused('wrong-token', new Problem('webhook-token-rejected')),
  wrongSignature: () => new Refused('wrong-signature', new Problem('webhook-signature-rejected')),
  unknownAccount: () =>
    new Refused(
      'unknown-account',
      new Problem('webhook-not-accepted', {
        detail: 'The account in the address is not one of this project.',
      }),
    ),
  noAccount: () =>
    new Refused('no-account', new Problem('webhook-not-accepted', { detail: 'No account is connected.' })),
  notAccepting: () =>
    new Refused(
      'not-accepting',
      new Problem('webhook-not-accepted', { detail: 'The account is not connected to this project.' }),
    ),
  signedDeliveriesOnly: () =>
    new Refused(
      'signed-deliveries-only',
      new Problem('webhook-not-accepted', {
        detail: 'The account takes signed deliveries at its own address, the one with `?account=`.',
      }),
    ),
};
