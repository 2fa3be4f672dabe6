import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  patched,
  setHandler,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';

import { nextAct } from './account/acts.js';
import { changed } from './account/changes.js';
import { AccountKeeper } from './account/keeper.js';
import { begun, resolve } from './account/outcomes.js';
import { perform } from './account/perform.js';
import { proxiesOf } from './account/proxies.js';
import { slotAfter } from './account/schedule.js';
import type { AccountState } from './account/state.js';
import { skipsSyncs } from './account/state.js';
import { adopted, pausedOrResumed, runToJoin, syncWanted } from './account/wishes.js';
import type { LoadedAccount } from './activities.js';
import { accountFailure } from './failures.js';
import {
  type AccountInput,
  accountStateQuery,
  adoptCredentialUpdate,
  disconnectSignal,
  eventsArrivedSignal,
  manageWebhookUpdate,
  pauseUpdate,
  resumeUpdate,
  resyncSignal,
  rollOverSignal,
  type SyncNowAnswer,
  syncNowUpdate,
  webhookTokenRotatedSignal,
} from './messages.js';

/** An update answers once the row says so, but not later than this: the caller has ten seconds. */
const ANSWER_WITHIN = '8 seconds';

/**
 * The life of one account, from binding to disconnect; years, through continue-as-new.
 * Three lanes: the grant's (refresh, sync, disconnect: one act at a time, which is the mutex), the inbox's, and the
 * mirror's. Handlers only change state and wake the lanes.
 */
export async function account(input: AccountInput): Promise<void> {
  const keeper = new AccountKeeper(input);
  // Before the handlers: what was sent while the history was changed is delivered the moment they are set.
  if (input.state !== undefined) keeper.begin(input.state);
  listen(keeper);
  if (input.state === undefined) {
    const state = await initialState(input);
    if (state === null) return;
    keeper.introduce(state);
  }

  const mirror = mirrorLane(keeper);
  const inbox = inboxLane(keeper);
  await grantLane(keeper);
  keeper.grantRested();
  await inbox;
  await condition(allHandlersFinished);
  keeper.over = true;
  keeper.stopMirror();
  await mirror;
  if (!keeper.done) await continueAsNew<typeof account>({ ...input, state: keeper.state });
}

async function initialState(input: AccountInput): Promise<AccountState | null> {
  const row = await proxiesOf('keeping', input).loadAccount({
    projectId: input.projectId,
    accountId: input.accountId,
    generation: input.generation,
  });
  if (row === null || row.status === 'disconnected' || row.credential === null) return null;
  const now = Date.now();
  return {
    revision: row.revision + 1,
    status: row.status,
    pausedAt: row.pausedAt,
    revenueCatProject: row.revenueCatProject,
    budgetKey: row.budgetKey,
    credential: row.credential,
    refreshNotBefore: 0,
    retiredCredentialIds: [],
    manageWebhook: row.manageWebhook,
    webhookIntegrationId: row.webhookIntegrationId,
    webhookDue: row.manageWebhook && row.webhookIntegrationId === null,
    webhookRefused: false,
    webhookTokenTag: null,
    ...(mayBeRegistered(row) && { webhookMayBeThere: true }),
    health: row.health,
    transientSlots: 0,
    ourTroubleSince: null,
    restUntil: 0,
    nextSlot: slotAfter(input.accountId, row.cadence.syncInterval, now),
    wanted: row.published ? null : { runId: uuid4(), kind: 'first' },
    run: null,
    inboxDirty: true,
    closing: null,
    timeline: [],
    cadence: row.cadence,
  };
}

/** The row does not say whether the workflow before had asked RevenueCat to make our webhook, and was not answered. */
function mayBeRegistered({ revision, manageWebhook, webhookIntegrationId }: LoadedAccount): boolean {
  const isUnknown = revision > 0 && manageWebhook && webhookIntegrationId === null;
  return isUnknown && patched('careful-failures');
}

/** Uses the grant, one act at a time, until the account is disconnected or a fresh history is wanted. */
async function grantLane(keeper: AccountKeeper): Promise<void> {
  while (!keeper.done && !keeper.rolling) {
    const act = nextAct(keeper.state, Date.now());
    if (act.type === 'wait') {
      await keeper.pause(act.until);
    } else {
      keeper.apply((state) => begun(state, act));
      const outcome = await perform(keeper, act);
      keeper.apply((state, at) => resolve(state, at, outcome, act));
    }
    keeper.checkHistory();
  }
}

/** The only processor of the account's events: applies inbox rows, a batch at a time, until none wait. */
async function inboxLane(keeper: AccountKeeper): Promise<void> {
  for (;;) {
    await condition(() => keeper.inboxDirty || keeper.resting);
    if (keeper.resting) return;
    keeper.takeInbox();
    try {
      await CancellationScope.cancellable(async () => {
        const scope = CancellationScope.current();
        keeper.stopInbox = () => scope.cancel();
        const { more } = await keeper.call('keeping').processInbox(keeper.ref);
        if (more) keeper.eventsArrived();
      });
    } catch (error) {
      if (!isCancellation(error)) throw error;
      // Cut short by a fresh history; a batch is one transaction, so the next run simply looks again.
      keeper.eventsArrived();
    }
    keeper.inboxRested();
    keeper.checkHistory();
  }
}

/** Copies the state into the account's row whenever it changed; what happens meanwhile is one more copy. */
async function mirrorLane(keeper: AccountKeeper): Promise<void> {
  for (;;) {
    await condition(() => keeper.mirrorDue || keeper.over || keeper.done);
    if (keeper.over || keeper.done) return;
    const snapshot = keeper.state;
    try {
      await CancellationScope.cancellable(() => {
        const scope = CancellationScope.current();
        keeper.stopMirror = () => scope.cancel();
        const extras = { nextSyncAt: keeper.nextSyncAt() };
        return keeper.call('keeping').mirrorAccount(keeper.ref, snapshot, extras);
      });
      keeper.mirrored(snapshot);
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  }
}

function listen(keeper: AccountKeeper): void {
  const { workflowId } = workflowInfo();
  setHandler(accountStateQuery, () => keeper.stateOrNull);
  setHandler(eventsArrivedSignal, () => keeper.eventsArrived());
  setHandler(resyncSignal, () => keeper.resync(uuid4()));
  setHandler(disconnectSignal, () => keeper.disconnect());
  setHandler(rollOverSignal, () => keeper.rollOver());
  setHandler(webhookTokenRotatedSignal, () => keeper.lookAtWebhook());

  setHandler(adoptCredentialUpdate, async (adopt) => {
    await keeper.ready();
    if (adopt.generation !== keeper.ref.generation) {
      throw accountFailure('stale-generation', `${workflowId} runs in generation ${keeper.ref.generation}.`);
    }
    keeper.apply((state, at) => adopted(state, at, adopt, uuid4()));
    await keeper.untilMirrored(ANSWER_WITHIN);
    return { generation: keeper.ref.generation };
  });

  setHandler(pauseUpdate, async () => {
    await keeper.ready();
    keeper.apply((state, at) => pausedOrResumed(state, at, true));
    await keeper.untilMirrored(ANSWER_WITHIN);
  });
  setHandler(resumeUpdate, async () => {
    await keeper.ready();
    keeper.apply((state, at) => pausedOrResumed(state, at, false));
    await keeper.untilMirrored(ANSWER_WITHIN);
  });
  setHandler(manageWebhookUpdate, async (manage) => {
    await keeper.ready();
    keeper.apply((state) => changed(state, { manageWebhook: manage, webhookDue: true }));
    await keeper.untilMirrored(ANSWER_WITHIN);
  });

  setHandler(syncNowUpdate, async (): Promise<SyncNowAnswer> => {
    await keeper.ready();
    const { state } = keeper;
    if (state.status === 'disconnecting') return { accepted: false, cause: 'disconnecting', notBefore: null };
    const { cause } = state.health;
    if (cause !== null && skipsSyncs(cause))
      return { accepted: false, cause, notBefore: keeper.nextSyncAt() };
    const runId = runToJoin(state) ?? uuid4();
    keeper.apply((now) => syncWanted(now, runId));
    // So that the run can be read as soon as its id is known; a refresh under way may take longer than that.
    await condition(() => isKnown(keeper.state, runId) || keeper.isDisconnecting, ANSWER_WITHIN);
    if (keeper.isDisconnecting) return { accepted: false, cause: 'disconnecting', notBefore: null };
    return { accepted: true, runId };
  });
}

/** Whether a run has its row. */
function isKnown({ run, wanted }: AccountState, runId: string): boolean {
  return run?.id === runId ? run.begun : wanted?.runId !== runId;
}
