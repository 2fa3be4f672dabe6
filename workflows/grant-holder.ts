import { proxyActivities } from '@temporalio/workflow';

import type { Act } from './account-acts.js';
import type { AccountKeeper } from './account-keeper.js';
import type { AccountActivities } from './activities.js';
import { DisconnectSteps } from './disconnect-steps.js';
import { GrantRenewal } from './grant-renewal.js';
import { SlotKeeping } from './slot-keeping.js';
import { SyncRuns } from './sync-runs.js';

const MINUTE = 60_000;

/** One or a few calls to RevenueCat. Two tries: the next slot is the better third. */
const { registerWebhook } = proxyActivities<AccountActivities>({
  startToCloseTimeout: '60 seconds',
  retry: { initialInterval: '2 seconds', maximumAttempts: 2 },
});

const { deleteCredential } = proxyActivities<AccountActivities>({
  startToCloseTimeout: '60 seconds',
  retry: { initialInterval: '1 second', maximumAttempts: 3 },
});

/** Performs the acts that use the grant. Never two at once: whoever runs here holds the mutex. */
export class GrantHolder {
  readonly #keeper: AccountKeeper;
  readonly #renewal: GrantRenewal;
  readonly #runs: SyncRuns;
  readonly #slots: SlotKeeping;
  readonly #disconnect: DisconnectSteps;

  constructor(keeper: AccountKeeper) {
    this.#keeper = keeper;
    this.#renewal = new GrantRenewal(keeper);
    this.#runs = new SyncRuns(keeper, this.#renewal);
    this.#slots = new SlotKeeping(keeper);
    this.#disconnect = new DisconnectSteps(keeper, this.#renewal);
  }

  async perform(act: Exclude<Act, { type: 'wait' }>): Promise<void> {
    switch (act.type) {
      case 'close':
        return this.#disconnect.next();
      case 'retire':
        return this.#retire(act.credentialId);
      case 'refresh':
        return this.#renewal.refresh();
      case 'webhook':
        return this.#webhook();
      case 'start-run':
        return this.#runs.start(act.kind, act.runId);
      case 'begin':
        return this.#runs.begin();
      case 'step':
        return this.#runs.step(act.step);
      case 'finish':
        return this.#runs.finish();
      case 'skip-slot':
        return this.#slots.skip();
      case 'probe-slot':
        return this.#slots.probe();
      case 'miss-slot':
        return this.#slots.miss();
    }
  }

  async #retire(credentialId: string): Promise<void> {
    const keeper = this.#keeper;
    try {
      await deleteCredential({ projectId: keeper.ref.projectId, credentialId });
    } catch (error) {
      // Nothing but time can help; an error thrown here would end the account's workflow.
      if (!keeper.rest(error)) keeper.progress({ restUntil: Date.now() + MINUTE });
      return;
    }
    const rest = keeper.state.retiredCredentialIds.filter((id) => id !== credentialId);
    keeper.progress({ retiredCredentialIds: rest });
  }

  async #webhook(): Promise<void> {
    const keeper = this.#keeper;
    const {
      manageWebhook: manage,
      webhookIntegrationId: integrationId,
      webhookTokenTag: tokenTag,
    } = keeper.state;
    // Taken down first: a wish that comes while we ask is one more look.
    keeper.progress({ webhookDue: false });
    try {
      const answer = await registerWebhook({ ...keeper.access(), manage, integrationId, tokenTag });
      keeper.change({
        webhookIntegrationId: answer.integrationId,
        webhookTokenTag: answer.tokenTag,
        webhookRefused: answer.refused,
      });
    } catch {
      // Whatever it was, numbers do not depend on it: the look after the next run is the next try.
      keeper.change({ webhookRefused: true });
    }
  }
}
