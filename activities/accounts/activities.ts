import type { AccountActivities } from '../../workflows/activities.js';
import { deleteCredential } from '../credentials/delete.js';
import { oauthSettings } from '../credentials/obtain.js';
import { refreshCredential } from '../credentials/refresh.js';
import { readStored, summaryOf } from '../credentials/store.js';
import type { WorkerDeps } from '../deps.js';
import { processInbox } from '../inbox/process.js';
import { beginSync } from '../sync/begin.js';
import { abandonSync, publishSync } from '../sync/publish.js';
import { runSyncStep } from '../sync/step.js';
import { closeGate, finishDisconnect } from './disconnect.js';
import { removeWebhook } from './remove-webhook.js';
import { loadAccount, mirrorAccount } from './row.js';
import { probeAccess, recordSlot } from './slots.js';
import { registerWebhook } from './webhook.js';

/** What the `account` workflow does to the world. */
export function createAccountActivities(deps: WorkerDeps): AccountActivities {
  return {
    loadAccount: (ref) => loadAccount(deps, ref),
    mirrorAccount: (ref, state, extras) => mirrorAccount(deps, ref, state, extras),
    refreshCredential: (input) => refreshCredential(deps.vault, oauthSettings(deps.config), input),
    async readCredential(ref) {
      const stored = await readStored(deps.vault, ref);
      return stored === null ? null : summaryOf(ref.credentialId, stored);
    },
    deleteCredential: (ref) => deleteCredential(deps.vault, ref),
    beginSync: (ref, run) => beginSync(deps, ref, run),
    runSyncStep: (input) => runSyncStep(deps, input),
    publishSync: (input) => publishSync(deps, input),
    abandonSync: (input) => abandonSync(deps, input),
    recordSlot: (slot) => recordSlot(deps, slot),
    probeAccess: (input) => probeAccess(deps, input),
    processInbox: (ref) => processInbox(deps, ref),
    registerWebhook: (input) => registerWebhook(deps, input),
    closeGate: (ref) => closeGate(deps, ref),
    removeWebhook: (input) => removeWebhook(deps, input),
    finishDisconnect: (ref, closing, state) => finishDisconnect(deps, ref, closing, state),
  };
}
