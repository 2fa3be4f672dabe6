import { CancellationScope, condition, isCancellation, patched, uuid4 } from '@temporalio/workflow';

import { activityFailureType, troubleOf } from '../failures.js';
import type { Act } from './acts.js';
import { allRefused } from './health.js';
import type { AccountKeeper } from './keeper.js';
import type { ActOf, Done, Ended, Failed, Outcomes } from './outcomes.js';
import { begunAt, isAwaited, isUrgent, minuteOf } from './schedule.js';
import { type Run, skipsSyncs } from './state.js';

const DONE: Done = { kind: 'done' };
/** In minutes: siblings that wait for the same room keep apart by this. */
const MOST_JITTER = 1 / 120;

type Performance<Type extends Act['type']> = (
  keeper: AccountKeeper,
  act: ActOf<Type>,
) => Promise<Outcomes[Type]> | Outcomes[Type];

const PERFORMANCES: { readonly [Type in Act['type']]: Performance<Type> } = {
  retire: (keeper, { credentialId }) =>
    tried(async () => {
      await keeper.call('own').deleteCredential({ projectId: keeper.ref.projectId, credentialId });
      return DONE;
    }),
  refresh: refresh,
  webhook: registerWebhook,
  'start-run': (_keeper, { runId }) => ({
    kind: 'started',
    runId: runId ?? uuid4(),
    careful: patched('careful-runs'),
  }),
  begin: (keeper) =>
    carefullyTried<Outcomes['begin']>(async () => {
      const { id, kind, slot } = runOf(keeper);
      return { kind: 'begun', ...(await keeper.call('own').beginSync(keeper.ref, { id, kind, slot })) };
    }),
  step: (keeper, { step }) =>
    tried(async () => {
      const run = runOf(keeper);
      const { from, asOf, currency, id: runId } = run;
      const urgent = isUrgent(keeper.state, run, Date.now());
      const turn = { awaited: isAwaited(run), urgent, since: begunAt(run) };
      const about = { ...keeper.access(), runId, step, from, asOf, currency, ...turn };
      const answer = await keeper.call('calling').runSyncStep(about);
      if (answer.kind !== 'wait') return answer;
      return { ...answer, jitter: Math.floor(Math.random() * MOST_JITTER * minuteOf(keeper.state.cadence)) };
    }),
  finish: finish,
  probe: (keeper, { of, credentialId }) =>
    tried(async () => {
      if (of === 'access') return keeper.call('probing').probeAccess(keeper.access());
      const ref = { projectId: keeper.ref.projectId, credentialId };
      return { kind: 'stored', credential: await keeper.call('own').readCredential(ref) };
    }),
  'pass-slot': (keeper, { status, cause }) =>
    tried(async () => {
      const slot = keeper.state.nextSlot;
      await keeper.call('own').recordSlot({ ...keeper.ref, slot, status, cause });
      return DONE;
    }),
  'close-gate': async (keeper) => {
    await keeper.call('closing').closeGate(keeper.ref);
    return DONE;
  },
  'drain-inbox': async (keeper) => {
    await condition(() => keeper.inboxIdle || keeper.rolling);
    return keeper.inboxIdle ? DONE : { kind: 'failed', trouble: 'ours', type: 'FreshHistory' };
  },
  'remove-webhook': (keeper, { integrationId }) =>
    carefullyTried<Outcomes['remove-webhook']>(async () => {
      const { webhookMayBeThere: mayBeThere = false } = keeper.state;
      const about = { ...keeper.access(), integrationId, mayBeThere };
      return { kind: 'done', ...(await keeper.call('calling').removeWebhook(about)) };
    }),
  'leave-webhook': () => DONE,
  'delete-credentials': async (keeper) => {
    const { credential, retiredCredentialIds } = keeper.state;
    const { projectId } = keeper.ref;
    for (const credentialId of [...retiredCredentialIds, credential.id]) {
      await keeper.call('closing').deleteCredential({ projectId, credentialId });
    }
    return DONE;
  },
  'finish-disconnect': async (keeper) => {
    const { closing } = keeper.state;
    if (closing !== null) await keeper.call('closing').finishDisconnect(keeper.ref, closing, keeper.state);
    keeper.done = true;
    return DONE;
  },
};

/** Does what an act says, once; what came of it is for `resolve` to judge. */
export async function perform<Type extends Act['type']>(
  keeper: AccountKeeper,
  act: ActOf<Type>,
): Promise<Outcomes[Type]> {
  const performance = PERFORMANCES[act.type] as unknown as Performance<Type>;
  return performance(keeper, act);
}

/**
 * This is the only refresher there is. A credential that is taken over meanwhile does not wait for the old one's answer:
 * deleting the old one tells whoever may still hold a pair for it to drop it.
 */
async function refresh(
  keeper: AccountKeeper,
  { credentialId, version }: ActOf<'refresh'>,
): Promise<Outcomes['refresh']> {
  const { projectId } = keeper.ref;
  const asked = tried(() =>
    keeper.call('renewing').refreshCredential({ projectId, credentialId, knownVersion: version }),
  );
  const watch = new CancellationScope();
  const replaced = watch
    .run(() => condition(() => !keeper.holds(credentialId)))
    .then(
      () => ({ kind: 'replaced' as const }),
      // The answer came first.
      () => asked,
    );
  keeper.renewingSince = Date.now();
  try {
    return carefully(await Promise.race([asked, replaced]));
  } finally {
    keeper.renewingSince = null;
    watch.cancel();
  }
}

async function registerWebhook(keeper: AccountKeeper): Promise<Outcomes['webhook']> {
  const {
    manageWebhook: manage,
    webhookIntegrationId: integrationId,
    webhookTokenTag: tokenTag,
  } = keeper.state;
  const settingsTag = keeper.state.webhookSettingsTag ?? null;
  const mayBeThere = keeper.state.webhookMayBeThere ?? false;
  return carefullyTried<Outcomes['webhook']>(async () => {
    const about = { ...keeper.access(), manage, integrationId, mayBeThere, tokenTag, settingsTag };
    return { kind: 'done', ...(await keeper.call('calling').registerWebhook(about)) };
  });
}

/** When every chart was refused, whether the RevenueCat project is still listed tells scope from access. */
async function finish(keeper: AccountKeeper): Promise<Ended | Failed> {
  const run = runOf(keeper);
  const ask = allRefused(run) && !skipsSyncs(keeper.state.health.cause);
  const answer = ask ? await tried(() => keeper.call('calling').probeAccess(keeper.access())) : null;
  if (answer?.kind === 'failed' && answer.trouble === 'ours') return answer;
  const published = await tried(async () => {
    await keeper.call('own').publishSync({ ...keeper.ref, run });
    return DONE;
  });
  if (published.kind === 'failed') {
    if (published.trouble === 'ours') return published;
    // What was fetched cannot be stored, and trying for ever would hold up everything.
    await tried(() => keeper.call('own').abandonSync({ ...keeper.ref, run }));
  }
  return { kind: 'ended', probe: answer === null || answer.kind === 'failed' ? null : answer.kind };
}

/** Of what goes wrong more is kept since this was added; older histories are lived on as they were. */
function carefully<T extends { readonly kind: string }>(outcome: T): T {
  const wentWell = outcome.kind !== 'failed' && outcome.kind !== 'later';
  return wentWell ? outcome : { ...outcome, careful: patched('careful-failures') };
}

async function carefullyTried<T extends { readonly kind: string }>(
  work: () => Promise<T>,
): Promise<T | Failed> {
  return carefully(await tried(work));
}

async function tried<T>(work: () => Promise<T>): Promise<T | Failed> {
  try {
    return await work();
  } catch (error) {
    if (isCancellation(error)) throw error;
    const type = activityFailureType(error);
    return { kind: 'failed', trouble: troubleOf(type), type };
  }
}

function runOf(keeper: AccountKeeper): Run {
  const { run } = keeper.state;
  if (run === null) throw new Error('No sync run is under way.');
  return run;
}
