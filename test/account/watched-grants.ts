import { setTimeout as delay } from 'node:timers/promises';

import { ApplicationFailure } from '@temporalio/common';

import type { Random } from '../../simulator/book/random.js';
import type { AccountActivities, CredentialRef } from '../../workflows/activities.js';
import type { Credential } from '../../workflows/messages.js';

/** So short that slots, and ends of tokens, come all the time; milliseconds. */
const SLOT = 1_000;
const TOKEN_LIFE = 1_500;
const LONGEST_USE = 40;

const STEPS = ['apps', 'chart:mrr', 'chart:revenue'];
const CADENCE = { syncInterval: SLOT, refreshBeforeExpiry: 500 };

/** What activities throw when something is away, or when there is a fault of ours. */
const TROUBLES = ['VaultUnavailable', 'ProviderTransient', 'TypeError'];

/** Stands where activities are: says yes to everything, or sometimes not, and watches who uses which credential when. */
export class WatchedGrants {
  /** Two uses of one credential at the same time. */
  readonly overlaps: string[] = [];
  /** How often each activity used a credential. */
  readonly uses = new Map<string, number>();
  readonly #random: Random;
  readonly #underWay = new Map<string, string>();
  readonly #undeleted = new Set<string>();
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Ids of credentials that were handed out and have never been deleted. */
  get undeleted(): string[] {
    return [...this.#undeleted];
  }

  newCredential(): Credential {
    this.#count += 1;
    const id = `crd_${this.#count}`;
    this.#undeleted.add(id);
    return { ...fresh(), id, kind: 'oauth', version: 1, scopes: [] };
  }

  readonly activities: AccountActivities = {
    loadAccount: () =>
      Promise.resolve({
        ...{ status: 'connected', pausedAt: null, revision: 1, budgetKey: 'b', published: false },
        revenueCatProject: { id: 'proj1', name: 'Acme', createdAt: 0 },
        credential: this.newCredential(),
        ...{ manageWebhook: true, webhookIntegrationId: null, cadence: CADENCE },
        health: { cause: null, since: 0, detail: null },
      }),
    refreshCredential: ({ credentialId: id, knownVersion }) =>
      this.#use('refreshCredential', id, () => {
        const ours = this.#random.chance(0.5) ? ({ ours: true } as const) : {};
        if (this.#random.chance(0.2)) return { kind: 'later', wait: this.#random.between(1, 100), ...ours };
        if (this.#random.chance(0.05)) return { kind: 'misconfigured' };
        const credential = { ...fresh(), id, kind: 'oauth', version: knownVersion + 1, scopes: [] } as const;
        return { kind: 'refreshed', credential, missingScopes: [] };
      }),
    runSyncStep: ({ credentialId }) =>
      this.#use('runSyncStep', credentialId, () => {
        if (this.#random.chance(0.1)) return { kind: 'unauthorized', version: 1_000 };
        if (this.#random.chance(0.1)) return { kind: 'wait', wait: this.#random.between(1, 50) };
        const refused = { outcome: 'refused', calls: 1, httpStatus: 403, detail: null } as const;
        return { kind: 'done', status: refused };
      }),
    probeAccess: ({ credentialId }) =>
      this.#use('probeAccess', credentialId, () =>
        this.#random.chance(0.5) ? { kind: 'listed', name: 'Acme' } : { kind: 'not_listed' },
      ),
    registerWebhook: ({ credentialId, manage }) =>
      this.#use('registerWebhook', credentialId, () => ({
        ...{ integrationId: manage ? 'wh_1' : null, tokenTag: null, refused: false },
      })),
    removeWebhook: ({ credentialId }) =>
      this.#use('removeWebhook', credentialId, () => ({ outcome: 'removed' })),
    deleteCredential: ({ credentialId }: CredentialRef) => {
      this.#undeleted.delete(credentialId);
      return Promise.resolve();
    },
    beginSync: () =>
      Promise.resolve({
        ...{ from: '2026-11-01', asOf: '2026-11-22', currency: 'USD', steps: STEPS, cadence: CADENCE },
      }),
    processInbox: () => Promise.resolve({ processed: 0, more: false }),
    readCredential: () => Promise.resolve(null),
    mirrorAccount: () => Promise.resolve(),
    publishSync: () => Promise.resolve(),
    abandonSync: () => Promise.resolve(),
    recordSlot: () => Promise.resolve(),
    closeGate: () => Promise.resolve(),
    finishDisconnect: () => Promise.resolve(),
  };

  async #use<T>(what: string, credentialId: string, answer: () => T): Promise<T> {
    const other = this.#underWay.get(credentialId);
    if (other !== undefined) this.overlaps.push(`${credentialId}: ${what} during ${other}`);
    this.#underWay.set(credentialId, what);
    this.uses.set(what, (this.uses.get(what) ?? 0) + 1);
    await delay(this.#random.between(0, LONGEST_USE));
    this.#underWay.delete(credentialId);
    for (const type of TROUBLES) {
      if (this.#random.chance(0.04)) throw ApplicationFailure.nonRetryable('Away, says the test.', type);
    }
    return answer();
  }
}

function fresh(): Pick<Credential, 'obtainedAt' | 'accessExpiresAt'> {
  const now = Date.now();
  return { obtainedAt: now, accessExpiresAt: now + TOKEN_LIFE };
}
