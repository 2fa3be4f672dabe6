import { proxyActivities, uuid4 } from '@temporalio/workflow';

import type { Act } from './account-acts.js';
import { transientSlot, type Verdict, verdictOfRun } from './account-health.js';
import type { AccountKeeper } from './account-keeper.js';
import { isDead, type Run, type StepStatus } from './account-state.js';
import type { AccountActivities, ProbeInput } from './activities.js';
import { DisconnectSteps } from './disconnect-steps.js';
import { activityFailureType, isOurTrouble } from './failures.js';
import { slotAfter } from './schedule.js';

const MINUTE = 60_000;

/** May hold a token pair that is not stored yet, so it is given time and watched by its heartbeat. */
const { refreshCredential } = proxyActivities<AccountActivities>({
  startToCloseTimeout: '1 day',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '2 seconds', maximumInterval: '30 seconds', maximumAttempts: 5 },
});

/** One or a few calls to RevenueCat. Two tries: the next slot is the better third. */
const { runSyncStep, probeAccess, registerWebhook } = proxyActivities<AccountActivities>({
  startToCloseTimeout: '60 seconds',
  retry: { initialInterval: '2 seconds', maximumAttempts: 2 },
});

/** Our own parts: tried until they are back. */
const { beginSync, publishSync, recordSlot, deleteCredential, readCredential } =
  proxyActivities<AccountActivities>({
    startToCloseTimeout: '60 seconds',
    retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
  });

/** Performs the acts that use the grant. Never two at once: whoever runs here holds the mutex. */
export class GrantHolder {
  readonly #keeper: AccountKeeper;
  readonly #disconnect: DisconnectSteps;

  constructor(keeper: AccountKeeper) {
    this.#keeper = keeper;
    this.#disconnect = new DisconnectSteps(keeper, () => this.#refresh());
  }

  async perform(act: Exclude<Act, { type: 'wait' }>): Promise<void> {
    switch (act.type) {
      case 'close':
        return this.#disconnect.next();
      case 'retire':
        return this.#retire(act.credentialId);
      case 'refresh':
        return this.#refresh();
      case 'webhook':
        return this.#webhook();
      case 'start-run':
        return this.#startRun(act.kind, act.runId);
      case 'begin':
        return this.#beginRun();
      case 'step':
        return this.#step(act.step);
      case 'finish':
        return this.#finishRun();
      case 'skip-slot':
        return this.#passSlot('skipped', this.#keeper.state.health.cause ?? 'unknown');
      case 'probe-slot':
        return this.#probeSlot();
      case 'miss-slot':
        return this.#missSlot();
    }
  }

  async #retire(credentialId: string): Promise<void> {
    const keeper = this.#keeper;
    await deleteCredential({ projectId: keeper.ref.projectId, credentialId });
    const rest = keeper.state.retiredCredentialIds.filter((id) => id !== credentialId);
    keeper.progress({ retiredCredentialIds: rest });
  }

  async #refresh(): Promise<void> {
    const keeper = this.#keeper;
    const { credential } = keeper.state;
    const { projectId } = keeper.ref;
    try {
      const answer = await refreshCredential({
        projectId,
        credentialId: credential.id,
        knownVersion: credential.version,
      });
      // A reconnect came in between: this verdict is about a credential that no longer matters.
      if (keeper.state.credential.id !== credential.id) return;
      if (answer.kind === 'dead') return keeper.setHealth(answer.cause, null);
      if (answer.kind === 'misconfigured') {
        keeper.change({ refreshNotBefore: this.#slotAfterNow() });
        return keeper.setHealth('client_misconfigured', null);
      }
      keeper.change({ credential: answer.credential, refreshNotBefore: 0, ourTroubleSince: null });
      if (answer.missingScopes.length > 0) {
        return keeper.setHealth('insufficient_scope', answer.missingScopes.join(' '));
      }
      const { cause } = keeper.state.health;
      if (cause === 'client_misconfigured' || cause === 'insufficient_scope') keeper.setHealth(null, null);
    } catch (error) {
      const type = activityFailureType(error);
      const now = Date.now();
      keeper.change({
        refreshNotBefore: now + MINUTE,
        ourTroubleSince: isOurTrouble(type)
          ? (keeper.state.ourTroubleSince ?? now)
          : keeper.state.ourTroubleSince,
      });
    }
  }

  async #webhook(): Promise<void> {
    const keeper = this.#keeper;
    try {
      const { integrationId, refused } = await registerWebhook({
        ...this.#probeInput(),
        manage: keeper.state.manageWebhook,
        integrationId: keeper.state.webhookIntegrationId,
      });
      keeper.change({ webhookIntegrationId: integrationId, webhookDue: false, webhookRefused: refused });
    } catch {
      // Whatever it was, numbers do not depend on it: the next slot looks again.
      keeper.change({ webhookDue: false, webhookRefused: true });
    }
  }

  #startRun(kind: Run['kind'], runId: string | null): Promise<void> {
    const now = Date.now();
    const { state } = this.#keeper;
    const run: Run = {
      id: runId ?? uuid4(),
      kind,
      slot: kind === 'scheduled' ? state.nextSlot : now,
      steps: [],
      begun: false,
      from: '',
      asOf: '',
      currency: '',
      results: {},
      notBefore: 0,
      refreshedAfter401: false,
    };
    const nextSlot = kind === 'scheduled' ? this.#slotAfterNow() : state.nextSlot;
    // A run is also a look into the inbox: a signal may have been lost.
    this.#keeper.eventsArrived();
    this.#keeper.change({ run, wanted: null, nextSlot });
    return Promise.resolve();
  }

  async #beginRun(): Promise<void> {
    const keeper = this.#keeper;
    const run = this.#run();
    const { cadence, ...plan } = await beginSync(keeper.ref, { id: run.id, kind: run.kind, slot: run.slot });
    keeper.change({ run: { ...run, ...plan, begun: true }, cadence });
  }

  async #step(step: string): Promise<void> {
    const keeper = this.#keeper;
    const { from, asOf, currency, id } = this.#run();
    try {
      const answer = await runSyncStep({ ...this.#probeInput(), runId: id, step, from, asOf, currency });
      if (answer.kind === 'wait') return this.#patchRun({ notBefore: answer.until });
      if (answer.kind === 'done') return this.#record(step, answer.status);
      await this.#unauthorized(step, answer.version);
    } catch (error) {
      const type = activityFailureType(error);
      if (isOurTrouble(type))
        keeper.progress({ ourTroubleSince: keeper.state.ourTroubleSince ?? Date.now() });
      this.#record(step, { outcome: 'transient', calls: 1, detail: type });
    }
  }

  /** The mutex makes a 401 mean something: nobody refreshed meanwhile. One refresh, one more try, then believe it. */
  async #unauthorized(step: string, version: number): Promise<void> {
    const keeper = this.#keeper;
    const { credential } = keeper.state;
    if (credential.kind === 'api_key') {
      keeper.setHealth('api_key_rejected', null);
      return this.#record(step, { outcome: 'unauthorized', calls: 1, detail: null });
    }
    // Read before the newest version was stored: simply again.
    if (version < credential.version) return;
    if (this.#run().refreshedAfter401) {
      return this.#record(step, { outcome: 'unauthorized', calls: 1, detail: null });
    }
    this.#patchRun({ refreshedAfter401: true });
    await this.#refresh();
  }

  async #finishRun(): Promise<void> {
    const keeper = this.#keeper;
    const run = await this.#explained(this.#run());
    await publishSync({ ...keeper.ref, run });
    const verdict = verdictOfRun(keeper.state, run);
    // A run that outlasted a slot has answered for it: no second run right behind the first.
    const nextSlot = keeper.state.nextSlot <= Date.now() ? this.#slotAfterNow() : keeper.state.nextSlot;
    keeper.change({ run: null, nextSlot, webhookDue: keeper.state.manageWebhook });
    if (!isDead(keeper.state.health.cause)) this.#apply(verdict);
  }

  /** When every chart was refused, whether the RevenueCat project is still listed tells scope from access. */
  async #explained(run: Run): Promise<Run> {
    const charts = run.steps.filter((step) => step.startsWith('chart:'));
    const allRefused = charts.length > 0 && charts.every((step) => run.results[step]?.outcome === 'refused');
    if (!allRefused) return run;
    try {
      const { kind } = await probeAccess(this.#probeInput());
      const status: StepStatus = { outcome: 'fetched', calls: 1, detail: kind };
      return { ...run, results: { ...run.results, projects: status } };
    } catch {
      return run;
    }
  }

  async #probeSlot(): Promise<void> {
    const keeper = this.#keeper;
    const { health, credential } = keeper.state;
    const { projectId } = keeper.ref;
    if (health.cause === 'token_lost') {
      const stored = await readCredential({ projectId, credentialId: credential.id });
      if (stored !== null && stored.version > credential.version) {
        keeper.change({ credential: stored, refreshNotBefore: 0 });
        return keeper.applyHealth({ cause: null, detail: null, since: Date.now() });
      }
    }
    if (health.cause === 'project_access_lost') {
      const found = await probeAccess(this.#probeInput()).catch(() => null);
      if (found?.kind === 'listed') return keeper.setHealth(null, null);
    }
    await this.#passSlot('skipped', health.cause ?? 'unknown');
  }

  /** The access token ended and could not be renewed: the slot is lost to a transient failure. */
  async #missSlot(): Promise<void> {
    const ours = this.#keeper.state.ourTroubleSince !== null;
    await this.#passSlot('failed', ours ? 'our_trouble' : 'provider_unavailable');
    if (!ours) this.#apply(transientSlot(this.#keeper.state));
  }

  async #passSlot(status: 'skipped' | 'failed', cause: string): Promise<void> {
    const keeper = this.#keeper;
    await recordSlot({ ...keeper.ref, slot: keeper.state.nextSlot, status, cause });
    keeper.change({ nextSlot: this.#slotAfterNow() });
  }

  #apply(verdict: Verdict): void {
    this.#keeper.progress({ transientSlots: verdict.transientSlots });
    if (verdict.cause !== undefined) this.#keeper.setHealth(verdict.cause, verdict.detail);
  }

  #record(step: string, status: StepStatus): void {
    this.#patchRun({ results: { ...this.#run().results, [step]: status } });
  }

  #patchRun(patch: Partial<Run>): void {
    this.#keeper.progress({ run: { ...this.#run(), ...patch } });
  }

  #run(): Run {
    const { run } = this.#keeper.state;
    if (run === null) throw new Error('No sync run is under way.');
    return run;
  }

  #slotAfterNow(): number {
    return slotAfter(this.#keeper.ref.accountId, this.#keeper.state.cadence.syncInterval, Date.now());
  }

  #probeInput(): ProbeInput {
    const { ref, state } = this.#keeper;
    return {
      ...ref,
      revenueCatProjectId: state.revenueCatProject.id,
      credentialId: state.credential.id,
      budgetKey: state.budgetKey,
    };
  }
}
