import { ApplicationFailure } from '@temporalio/common';

import type { Versioned } from '../clients/vault.js';
import { saysKeyIsV1 } from '../revenuecat/key-version.js';
import { callRest, type RestOutcome, type RestRequest } from '../revenuecat/rest.js';
import type { CredentialRef } from '../workflows/activities.js';
import { RateBudget, type RateDomain } from './budget/rate-budget.js';
import type { Turn } from './budget/turns.js';
import { bearerOf, readStored, type StoredCredential } from './credentials/store.js';
import type { WorkerDeps } from './deps.js';

/** Below the `startToClose` of every activity that calls RevenueCat, and what its budget gives a call; milliseconds. */
const SESSION_TIME = 50_000;
const DEFAULT_TIMEOUT = 20_000;
const LEAST_TIMEOUT = 1_000;

/** What calls are made with; `budgetKey` names the developer whose limit they count against. */
export interface Access extends CredentialRef {
  readonly budgetKey: string;
}

/** A turn for what a person waits for, or what is so rare that it may go first. */
export const urgently = (who: string): Turn => ({ who, urgent: true, publishedAt: 0, since: 0, left: 1 });

/**
 * RevenueCat's limit, where no workflow sleeps for it: thrown, so that Temporal tries again. All in milliseconds.
 *
 * @param most after which a try is worth it, though nothing is sent before the limit's time.
 */
export function limitReached(wait: number, most = Number.MAX_SAFE_INTEGER): ApplicationFailure {
  return ApplicationFailure.create({
    message: "RevenueCat's limit.",
    type: 'ProviderTransient',
    nextRetryDelay: Math.min(Math.max(1, wait), most),
  });
}

/** As RevenueCat answered; `wait`: nothing may be sent for so many milliseconds. Transient trouble is thrown. */
export type Outcome =
  | Exclude<RestOutcome, { kind: 'limited' | 'transient' }>
  | { readonly kind: 'wait'; readonly wait: number }
  | { readonly kind: 'unauthorized'; readonly version: number; readonly isV1Key: boolean };

/** A session of calls with one credential, read from Vault once; each call takes its share of the budget first. */
export class RevenueCat {
  calls = 0;
  readonly #apiUrl: string;
  readonly #budget: RateBudget;
  readonly #access: Access;
  readonly #turn: Turn;
  readonly #token: string;
  readonly #version: number;
  /** Everything has to be over before Temporal gives the attempt up and starts another beside it. */
  readonly #closesAt = Date.now() + SESSION_TIME;

  private constructor(deps: WorkerDeps, access: Access, turn: Turn, stored: Versioned<StoredCredential>) {
    this.#apiUrl = deps.config.REVENUECAT_API_URL;
    this.#budget = new RateBudget(deps.database, deps.minute);
    this.#access = access;
    this.#turn = turn;
    this.#token = bearerOf(stored.data);
    this.#version = stored.version;
  }

  /** @returns null if Vault holds no such credential. */
  static async open(deps: WorkerDeps, access: Access, turn: Turn): Promise<RevenueCat | null> {
    const stored = await readStored(deps.vault, access);
    return stored === null ? null : new RevenueCat(deps, access, turn, stored);
  }

  /** @throws {ApplicationFailure} `ProviderTransient` */
  async call(domain: RateDomain, request: Omit<RestRequest, 'token'>): Promise<Outcome> {
    const left = this.#closesAt - Date.now();
    if (left < LEAST_TIMEOUT)
      throw ApplicationFailure.retryable('RevenueCat took too long.', 'ProviderTransient');
    const taken = await this.#budget.take(this.#access.budgetKey, domain, this.#turn);
    if (taken.kind === 'wait') return taken;
    this.calls += 1;
    const timeout = Math.min(request.timeout ?? DEFAULT_TIMEOUT, left);
    const outcome = await callRest(this.#apiUrl, { ...request, timeout, token: this.#token });
    const waitMs =
      outcome.kind === 'limited' || outcome.kind === 'transient' ? (outcome.waitMs ?? null) : null;
    const rate = outcome.kind === 'transient' ? undefined : outcome.rate;
    await this.#budget.answered(this.#access.budgetKey, domain, taken.at, rate, waitMs);
    if (outcome.kind === 'transient') {
      // A wait that RevenueCat asked for is kept in the budget: the next try finds it there, and the workflow sleeps.
      throw ApplicationFailure.retryable(
        `RevenueCat did not answer (${outcome.reason}).`,
        'ProviderTransient',
      );
    }
    if (outcome.kind === 'limited') return { kind: 'wait', wait: outcome.waitMs };
    if (outcome.kind === 'refused' && outcome.status === 401)
      return { kind: 'unauthorized', version: this.#version, isV1Key: saysKeyIsV1(outcome.message) };
    return outcome;
  }
}
