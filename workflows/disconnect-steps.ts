import { condition, patched, proxyActivities } from '@temporalio/workflow';

import type { AccountKeeper } from './account-keeper.js';
import { type Closing, isDead } from './account-state.js';
import type { AccountActivities } from './activities.js';
import type { GrantRenewal } from './grant-renewal.js';

/** Tried until it is true: a disconnect that gives up would leave a secret or an open gate behind. */
const { closeGate, deleteCredential, finishDisconnect } = proxyActivities<AccountActivities>({
  startToCloseTimeout: '60 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
});

const { removeWebhook } = proxyActivities<AccountActivities>({
  startToCloseTimeout: '60 seconds',
  retry: { initialInterval: '2 seconds', maximumAttempts: 2 },
});

const WEBHOOK_PATIENCE = 15 * 60_000;
const WEBHOOK_RETRY = 15_000;

/** The end of an account, in the order that leaves nothing behind wherever it is cut off. */
export class DisconnectSteps {
  readonly #keeper: AccountKeeper;
  readonly #renewal: GrantRenewal;

  /** @param renewal renews the access token, which removing the webhook may need. */
  constructor(keeper: AccountKeeper, renewal: GrantRenewal) {
    this.#keeper = keeper;
    this.#renewal = renewal;
  }

  /** Takes the next step that is not done. */
  async next(): Promise<void> {
    const keeper = this.#keeper;
    const { closing, credential, retiredCredentialIds } = keeper.state;
    if (closing === null) throw new Error('Nothing is being disconnected.');
    if (!closing.gateClosed) {
      await closeGate(keeper.ref);
      // Rows may have landed until just now; after this look there can be no more.
      keeper.eventsArrived();
      return this.#did({ gateClosed: true });
    }
    if (!closing.inboxDrained) {
      await condition(() => keeper.inboxIdle || keeper.rolling);
      return keeper.inboxIdle ? this.#did({ inboxDrained: true }) : undefined;
    }
    if (closing.webhook === null) return this.#removeWebhook(closing);
    if (!closing.credentialDeleted) {
      const { projectId } = keeper.ref;
      for (const credentialId of [...retiredCredentialIds, credential.id]) {
        await deleteCredential({ projectId, credentialId });
      }
      return this.#did({ credentialDeleted: true });
    }
    await finishDisconnect(keeper.ref, closing, keeper.state);
    keeper.done = true;
  }

  /** A dead grant, a refusal, or a quarter of an hour of failure: then the receipt says what to delete by hand. */
  async #removeWebhook(closing: Closing): Promise<void> {
    const keeper = this.#keeper;
    const { webhookIntegrationId: integrationId } = keeper.state;
    if (integrationId === null) return this.#did({ webhook: 'not_ours' });
    if (this.#accessEnded() && this.#mayRefresh()) await this.#renewal.refresh();
    const expired = Date.now() > closing.since + WEBHOOK_PATIENCE;
    if (isDead(keeper.state.health.cause) || expired) return this.#did({ webhook: 'by_hand' });
    try {
      if (this.#accessEnded()) throw new Error('The access token cannot be renewed just now.');
      const { outcome } = await removeWebhook({ ...keeper.access(), integrationId });
      this.#did({ webhook: outcome });
    } catch {
      keeper.progress({ restUntil: Date.now() + WEBHOOK_RETRY });
    }
  }

  #accessEnded(): boolean {
    return (this.#keeper.state.credential.accessExpiresAt ?? Infinity) <= Date.now();
  }

  /** Not while RevenueCat, or a send that may still be in the air, is to be waited for. */
  #mayRefresh(): boolean {
    if (this.#keeper.state.refreshNotBefore <= Date.now()) return true;
    // Disconnects that began before this was added have histories in which the refresh was tried each time.
    return !patched('removal-waits-for-refresh');
  }

  #did(part: Partial<Closing>): void {
    const { closing } = this.#keeper.state;
    if (closing !== null) this.#keeper.change({ closing: { ...closing, ...part } });
  }
}
