import { proxyActivities } from '@temporalio/workflow';

import { transientSlot } from './account-health.js';
import type { AccountKeeper } from './account-keeper.js';
import { MISSING } from './account-state.js';
import type { AccountActivities } from './activities.js';

const { recordSlot, readCredential } = proxyActivities<AccountActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumAttempts: 3 },
});

const { probeAccess } = proxyActivities<AccountActivities>({
  startToCloseTimeout: '60 seconds',
  retry: { initialInterval: '2 seconds', maximumAttempts: 2 },
});

/** Slots that pass without a run: recorded with their cause, so that the gap in the numbers is explained. */
export class SlotKeeping {
  readonly #keeper: AccountKeeper;

  constructor(keeper: AccountKeeper) {
    this.#keeper = keeper;
  }

  async skip(): Promise<void> {
    await this.#pass('skipped', this.#keeper.state.health.cause ?? 'unknown');
  }

  /** Some causes can end by themselves: one cheap look per slot. */
  async probe(): Promise<void> {
    const { cause } = this.#keeper.state.health;
    if (cause === 'token_lost' && (await this.#foundNewerVersion())) return;
    if (cause === 'project_access_lost' && (await this.#foundAccess())) return;
    await this.#pass('skipped', cause ?? 'unknown');
  }

  /** The access token ended and could not be renewed: the slot is lost to whoever was away. */
  async miss(): Promise<void> {
    const ours = this.#keeper.state.ourTroubleSince !== null;
    await this.#pass('failed', ours ? 'our_trouble' : 'provider_unavailable');
    if (!ours) this.#keeper.heed(transientSlot(this.#keeper.state));
  }

  async #foundNewerVersion(): Promise<boolean> {
    const keeper = this.#keeper;
    const { credential, health } = keeper.state;
    const ref = { projectId: keeper.ref.projectId, credentialId: credential.id };
    const stored = await readCredential(ref).catch(() => null);
    const usable = stored !== null && (stored.version > credential.version || health.detail === MISSING);
    if (!usable || !keeper.holds(credential.id)) return false;
    keeper.change({ credential: stored, refreshNotBefore: 0 });
    keeper.applyHealth({ cause: null, detail: null, since: Date.now() });
    return true;
  }

  async #foundAccess(): Promise<boolean> {
    const keeper = this.#keeper;
    const access = keeper.access();
    const found = await probeAccess(access).catch(() => null);
    if (found === null || !keeper.holds(access.credentialId)) return false;
    if (found.kind === 'listed') {
      keeper.setHealth(null, null);
      return true;
    }
    if (found.kind === 'forbidden') keeper.setHealth('insufficient_scope', null);
    if (found.kind === 'unauthorized' && keeper.state.credential.kind === 'api_key') {
      keeper.setHealth('api_key_rejected', null);
    }
    return false;
  }

  async #pass(status: 'skipped' | 'failed', cause: string): Promise<void> {
    const keeper = this.#keeper;
    try {
      await recordSlot({ ...keeper.ref, slot: keeper.state.nextSlot, status, cause });
    } catch (error) {
      if (keeper.rest(error)) return;
    }
    keeper.change({ nextSlot: keeper.slotAfterNow() });
  }
}
