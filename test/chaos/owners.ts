import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { WorkflowNotFoundError } from '@temporalio/common';

import { beginDisconnect, inDisconnectTransaction } from '../../api/accounts/disconnect.js';
import { beginAttempt } from '../../api/connections/begin.js';
import { finishConsent } from '../../api/connections/finish-consent.js';
import { startConsent } from '../../api/connections/oauth.js';
import { problemKind } from '../../api/http/problems.js';
import { problemOf } from '../../api/http/thrown.js';
import { update } from '../../api/temporal/updates.js';
import type { connections } from '../../prisma/generated/client.js';
import { fingerprint } from '../../simulator/secrets.js';
import { connectionWorkflowId } from '../../workflows/ids.js';
import { cancelUpdate, chooseUpdate } from '../../workflows/messages.js';
import { consent } from '../support/consent.js';
import type { Business } from './businesses.js';
import type { World } from './world.js';

export type Method = 'consent' | 'key';

/** An attempt to connect, and where it is meant to be by now. */
export interface Attempt {
  readonly connectionId: string;
  readonly credentialId: string;
  readonly business: Business;
  readonly method: Method;
  /** Start of the fingerprint of its code, by which RevenueCat's ledger names the grant. */
  code: string | null;
  meant: 'bound' | 'awaiting_consent' | 'awaiting_choice' | 'cancelled';
}

/** How long an owner goes on asking a service that does not answer; milliseconds. */
const PATIENCE = 120_000;
/** States of an attempt that has not ended. */
export const OPEN = ['awaiting_consent', 'exchanging', 'awaiting_choice'];

/** What owners do, with the api's own code: it lives on when the worker dies, and says "not now" when a service is away. */
export class Owners {
  readonly attempts: Attempt[] = [];
  /** Attempts that the api could not begin, because a service was away. */
  failedStarts = 0;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * Connects, or reconnects where there is an account.
   *
   * @param meant how far the owner goes.
   * @returns when it got there, or failed.
   */
  async connect(
    business: Business,
    method: Method,
    options: { accountId?: string; meant?: Attempt['meant'] } = {},
  ): Promise<Attempt> {
    const attempt = await this.#begin(business, method, options.accountId, options.meant ?? 'bound');
    this.attempts.push(attempt);
    if (attempt.meant === 'awaiting_consent') return attempt;
    const row = await this.#until(
      attempt,
      ({ status }) => status === 'awaiting_choice' || !OPEN.includes(status),
    );
    if (row.status === 'awaiting_choice' && attempt.meant === 'bound') await this.choose(attempt);
    return attempt;
  }

  /** Picks the one RevenueCat project there is, again if the answer was lost. */
  async choose(attempt: Attempt): Promise<void> {
    attempt.meant = 'bound';
    await this.#update(attempt, chooseUpdate, [attempt.business.revenueCatProjectId]);
    await this.#until(attempt, ({ status }) => !OPEN.includes(status));
  }

  async cancel(attempt: Attempt): Promise<void> {
    attempt.meant = 'cancelled';
    await this.#update(attempt, cancelUpdate, []);
    await this.#until(attempt, ({ status }) => !OPEN.includes(status));
  }

  /** Asks for it; that it comes true is the worker's. */
  async disconnect(projectId: string, accountId: string): Promise<void> {
    const { api } = this.#world;
    await persistently(() =>
      inDisconnectTransaction(api, (tx) => beginDisconnect(api, tx, projectId, [accountId])),
    );
  }

  async #begin(
    business: Business,
    method: Method,
    accountId: string | undefined,
    meant: Attempt['meant'],
  ): Promise<Attempt> {
    const { api } = this.#world;
    const { projectId, developerId, apiKey } = business;
    const about = { projectId, manageWebhook: false, accountId };
    const count = () => void (this.failedStarts += 1);
    if (method === 'key') {
      const secret = { api_key: apiKey };
      const row = await persistently(() => beginAttempt(api, { ...about, method: 'api_key', secret }), count);
      return { ...namesOf(row), business, method, meant, code: null };
    }
    const session = randomBytes(32);
    const started = await persistently(() => startConsent(api, projectId, about, session), count);
    const attempt: Attempt = { ...namesOf(started.row), business, method, meant, code: null };
    if (meant === 'awaiting_consent') return attempt;
    const back = await consent(started.authorizeUrl, { developerId });
    const code = back.searchParams.get('code') ?? '';
    attempt.code = fingerprint(code).slice(0, 12);
    const refusal = await persistently(() => finishConsent(api, started.row, { kind: 'approved', code }));
    if (refusal !== null) throw new Error(`The consent of ${attempt.connectionId} was refused: ${refusal}`);
    return attempt;
  }

  async #update(attempt: Attempt, definition: Parameters<typeof update>[2], args: unknown[]): Promise<void> {
    const id = connectionWorkflowId(attempt.connectionId);
    await persistently(() => update(this.#world.api, id, definition, args)).catch((error: unknown) => {
      // It has ended; the row says how.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    });
  }

  async #until(attempt: Attempt, is: (row: connections) => boolean): Promise<connections> {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const row = await this.#world.owner.prisma.connections.findFirstOrThrow({
        where: { id: attempt.connectionId },
      });
      if (is(row)) return row;
      if (Date.now() > deadline) throw new Error(`${attempt.connectionId} is still ${row.status}.`);
      await delay(200);
    }
  }
}

const namesOf = ({ id, credential_id }: connections) => ({ connectionId: id, credentialId: credential_id });

/** Asks again as long as the api says that a service is away. @param failed told of each such answer. */
async function persistently<T>(ask: () => Promise<T>, failed: () => void = () => undefined): Promise<T> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const problem = problemOf(error);
      if (problem === null || problemKind(problem.slug).status !== 503 || Date.now() > deadline) throw error;
      failed();
      await delay(500);
    }
  }
}
