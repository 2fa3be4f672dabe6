import { ApplicationFailure } from '@temporalio/common';

import { callRest, type RestOutcome, type RestRequest } from '../revenuecat/rest.js';
import type { CredentialRef } from '../workflows/activities.js';
import { RateBudget, type RateDomain } from './budget.js';
import { bearerOf, readStored } from './credentials/store.js';
import type { WorkerDeps } from './deps.js';

/** What calls are made with; `budgetKey` names the developer whose limit they count against. */
export interface Access extends CredentialRef {
  readonly budgetKey: string;
}

/** As RevenueCat answered; `wait` means that nothing may be sent before that time (ms). Transient trouble is thrown. */
export type Outcome =
  | Exclude<RestOutcome, { kind: 'limited' | 'transient' }>
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'unauthorized'; readonly version: number };

/** A session of calls with one credential, read from Vault once; each call takes its share of the budget first. */
export class RevenueCat {
  calls = 0;
  readonly #apiUrl: string;
  readonly #budget: RateBudget;
  readonly #access: Access;
  readonly #token: string;
  readonly #version: number;

  private constructor(apiUrl: string, budget: RateBudget, access: Access, token: string, version: number) {
    this.#apiUrl = apiUrl;
    this.#budget = budget;
    this.#access = access;
    this.#token = token;
    this.#version = version;
  }

  /** @throws {ApplicationFailure} `CredentialGone` if Vault holds no such credential. */
  static async open(deps: WorkerDeps, access: Access): Promise<RevenueCat> {
    const stored = await readStored(deps.vault, access);
    if (stored === null)
      throw ApplicationFailure.nonRetryable('The credential is not in Vault.', 'CredentialGone');
    const { REVENUECAT_API_URL } = deps.config;
    const budget = new RateBudget(deps.database);
    return new RevenueCat(REVENUECAT_API_URL, budget, access, bearerOf(stored.data), stored.version);
  }

  /** @throws {ApplicationFailure} `ProviderTransient`, with RevenueCat's wait where it gave one. */
  async call(domain: RateDomain, request: Omit<RestRequest, 'token'>): Promise<Outcome> {
    const until = await this.#budget.take(this.#access.budgetKey, domain);
    if (until !== null) return { kind: 'wait', until };
    this.calls += 1;
    const outcome = await callRest(this.#apiUrl, { ...request, token: this.#token });
    if (outcome.kind === 'transient') {
      throw ApplicationFailure.create({
        message: `RevenueCat did not answer (${outcome.reason}).`,
        type: 'ProviderTransient',
        ...(outcome.waitMs !== undefined && { nextRetryDelay: outcome.waitMs }),
      });
    }
    const waitMs = outcome.kind === 'limited' ? outcome.waitMs : null;
    await this.#budget.learn(this.#access.budgetKey, domain, outcome.rate, waitMs);
    if (outcome.kind === 'limited') return { kind: 'wait', until: Date.now() + outcome.waitMs };
    if (outcome.kind === 'refused' && outcome.status === 401)
      return { kind: 'unauthorized', version: this.#version };
    return outcome;
  }
}
