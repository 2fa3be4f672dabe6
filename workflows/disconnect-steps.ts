import { condition, proxyActivities } from '@temporalio/workflow';

import type { AccountKeeper } from './account-keeper.js';
import { type Closing, isDead } from './account-state.js';
import type { AccountActivities } from './activities.js';

/** Tried until it is true: a disconnect that gives up would leave a secret or an open gate behind. */
const { closeGate, deleteCredential, finishDisconnect } = proxyActivities<AccountActivities>({
  startToCloseTimeout: '60 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
});

/** RevenueCat's side is tried for a quarter of an hour; then the receipt says what to delete by hand. */
const { removeWebhook } = proxyActivities<AccountActivities>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '15 minutes',
  retry: { initialInterval: '2 seconds', maximumInterval: '1 minute' },
});

/** The end of an account, in the order that leaves nothing behind wherever it is cut off. */
export class DisconnectSteps {
  readonly #keeper: AccountKeeper;
  readonly #refresh: () => Promise<void>;

  /** @param refresh renews the access token, which removing the webhook may need. */
  constructor(keeper: AccountKeeper, refresh: () => Promise<void>) {
    this.#keeper = keeper;
    this.#refresh = refresh;
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
    if (closing.webhook === null) return this.#did({ webhook: await this.#webhookRemoved() });
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

  async #webhookRemoved(): Promise<NonNullable<Closing['webhook']>> {
    if (this.#keeper.state.webhookIntegrationId === null) return 'not_ours';
    if ((this.#keeper.state.credential.accessExpiresAt ?? Infinity) <= Date.now()) await this.#refresh();
    const { ref, state } = this.#keeper;
    if (isDead(state.health.cause)) return 'by_hand';
    try {
      const { outcome } = await removeWebhook({
        ...ref,
        revenueCatProjectId: state.revenueCatProject.id,
        credentialId: state.credential.id,
        budgetKey: state.budgetKey,
        integrationId: state.webhookIntegrationId ?? '',
      });
      return outcome;
    } catch {
      return 'by_hand';
    }
  }

  #did(part: Partial<Closing>): void {
    const { closing } = this.#keeper.state;
    if (closing !== null) this.#keeper.change({ closing: { ...closing, ...part } });
  }
}
