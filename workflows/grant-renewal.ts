import { proxyActivities } from '@temporalio/workflow';

import type { AccountKeeper } from './account-keeper.js';
import type { AccountActivities, RefreshAnswer } from './activities.js';
import { activityFailureType, isOurTrouble } from './failures.js';

const MINUTE = 60_000;

/** May hold a token pair that is not stored yet, so it is given time and watched by its heartbeat. */
const { refreshCredential } = proxyActivities<AccountActivities>({
  startToCloseTimeout: '1 day',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '2 seconds', maximumInterval: '30 seconds', maximumAttempts: 4 },
});

/** Keeps the grant alive. This is the only refresher there is. */
export class GrantRenewal {
  readonly #keeper: AccountKeeper;

  constructor(keeper: AccountKeeper) {
    this.#keeper = keeper;
  }

  async refresh(): Promise<void> {
    const keeper = this.#keeper;
    const { id: credentialId, version: knownVersion } = keeper.state.credential;
    const { projectId } = keeper.ref;
    let answer: RefreshAnswer;
    try {
      answer = await refreshCredential({ projectId, credentialId, knownVersion });
    } catch (error) {
      if (keeper.holds(credentialId)) this.#failed(activityFailureType(error));
      return;
    }
    // A reconnect came in between: this verdict is about a credential that no longer matters.
    if (keeper.holds(credentialId)) this.#heed(answer);
  }

  #heed(answer: RefreshAnswer): void {
    const keeper = this.#keeper;
    switch (answer.kind) {
      case 'dead':
        return keeper.setHealth(answer.cause, null);
      case 'missing':
        return keeper.credentialMissing();
      case 'misconfigured':
        keeper.change({ refreshNotBefore: keeper.slotAfterNow(), ourTroubleSince: null });
        return keeper.setHealth('client_misconfigured', null);
      case 'later':
        return keeper.change({ refreshNotBefore: Date.now() + answer.wait, ourTroubleSince: null });
      case 'refreshed': {
        keeper.change({ credential: answer.credential, refreshNotBefore: 0, ourTroubleSince: null });
        const { cause, detail } = keeper.state.health;
        if (answer.missingScopes.length > 0) {
          return keeper.setHealth('insufficient_scope', answer.missingScopes.join(' '));
        }
        // Scopes that a refresh found missing are named in the detail; what a run found is for a run to clear.
        const ownVerdict =
          cause === 'client_misconfigured' || (cause === 'insufficient_scope' && detail !== null);
        if (ownVerdict) keeper.setHealth(null, null);
      }
    }
  }

  #failed(type: string): void {
    const keeper = this.#keeper;
    if (type === 'CredentialGone') return keeper.credentialMissing();
    const now = Date.now();
    const ours = isOurTrouble(type) ? (keeper.state.ourTroubleSince ?? now) : null;
    keeper.change({ refreshNotBefore: now + MINUTE, ourTroubleSince: ours });
  }
}
