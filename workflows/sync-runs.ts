import { proxyActivities, uuid4 } from '@temporalio/workflow';

import { allRefused, verdictOfRun } from './account-health.js';
import type { AccountKeeper } from './account-keeper.js';
import { isDead, type Run, type StepStatus } from './account-state.js';
import type { AccountActivities, ProbeAnswer, SyncStepAnswer } from './activities.js';
import { activityFailureType, isOurTrouble } from './failures.js';
import type { GrantRenewal } from './grant-renewal.js';

/** How often one step may wait for RevenueCat's limit or be repeated before the run goes on without it. */
const PATIENCE = 40;
const LEAST_WAIT = 1_000;
const MOST_JITTER = 500;

/** One or a few calls to RevenueCat. Two tries: the next slot is the better third. */
const { runSyncStep, probeAccess } = proxyActivities<AccountActivities>({
  startToCloseTimeout: '60 seconds',
  retry: { initialInterval: '2 seconds', maximumInterval: '10 seconds', maximumAttempts: 2 },
});

/** Postgres: a few tries, then the lane rests and tries again, so that a refresh is never held up. */
const { beginSync, publishSync, abandonSync } = proxyActivities<AccountActivities>({
  startToCloseTimeout: '60 seconds',
  retry: { initialInterval: '1 second', maximumAttempts: 3 },
});

/** The metrics sync: a sequence of short steps, published at once at the end. */
export class SyncRuns {
  readonly #keeper: AccountKeeper;
  readonly #renewal: GrantRenewal;

  constructor(keeper: AccountKeeper, renewal: GrantRenewal) {
    this.#keeper = keeper;
    this.#renewal = renewal;
  }

  start(kind: Run['kind'], runId: string | null): void {
    const keeper = this.#keeper;
    const { nextSlot } = keeper.state;
    const run: Run = {
      id: runId ?? uuid4(),
      kind,
      slot: kind === 'scheduled' ? nextSlot : Date.now(),
      steps: [],
      begun: false,
      from: '',
      asOf: '',
      currency: '',
      results: {},
      notBefore: 0,
      patience: 0,
      refreshedAfter401: false,
    };
    // A run is also a look into the inbox: a signal may have been lost.
    keeper.eventsArrived();
    keeper.change({ run, wanted: null, nextSlot: kind === 'scheduled' ? keeper.slotAfterNow() : nextSlot });
  }

  async begin(): Promise<void> {
    const keeper = this.#keeper;
    const run = this.#run();
    try {
      const { cadence, ...plan } = await beginSync(keeper.ref, {
        id: run.id,
        kind: run.kind,
        slot: run.slot,
      });
      keeper.change({ run: { ...run, ...plan, begun: true }, cadence, ourTroubleSince: null });
    } catch (error) {
      if (!keeper.rest(error)) keeper.change({ run: null });
    }
  }

  async step(step: string): Promise<void> {
    const keeper = this.#keeper;
    const { from, asOf, currency, id } = this.#run();
    const access = keeper.access();
    let answer: SyncStepAnswer;
    try {
      answer = await runSyncStep({ ...access, runId: id, step, from, asOf, currency });
    } catch (error) {
      if (!keeper.holds(access.credentialId)) return;
      const type = activityFailureType(error);
      if (isOurTrouble(type)) return void keeper.rest(error);
      return this.#record(step, { outcome: 'transient', calls: 1, httpStatus: null, detail: type });
    }
    // A reconnect came in between: the step is simply done again with the new credential.
    if (!keeper.holds(access.credentialId)) return;
    if (keeper.state.ourTroubleSince !== null) keeper.change({ ourTroubleSince: null });
    switch (answer.kind) {
      case 'done':
        return this.#record(step, answer.status);
      case 'missing':
        return keeper.credentialMissing();
      case 'wait':
        return this.#again(step, answer.wait);
      case 'unauthorized':
        return this.#unauthorized(step, answer.version);
    }
  }

  async finish(): Promise<void> {
    const keeper = this.#keeper;
    const run = this.#run();
    const probe = allRefused(run) && !isDead(keeper.state.health.cause) ? await this.#probe() : null;
    try {
      await publishSync({ ...keeper.ref, run });
    } catch (error) {
      if (keeper.rest(error)) return;
      // Not Postgres being away: what was fetched cannot be stored, and trying for ever would hold up everything.
      await abandonSync({ ...keeper.ref, run }).catch(() => undefined);
    }
    const verdict = verdictOfRun(keeper.state, run, probe);
    const { manageWebhook, webhookIntegrationId, nextSlot } = keeper.state;
    keeper.change({
      run: null,
      ourTroubleSince: null,
      // A run that outlasted a slot has answered for it: no second run right behind the first.
      nextSlot: nextSlot <= Date.now() ? keeper.slotAfterNow() : nextSlot,
      webhookDue: manageWebhook || webhookIntegrationId !== null,
    });
    keeper.heed(verdict);
  }

  /** The mutex makes a 401 mean something: nobody refreshed meanwhile. One refresh, one more try, then believe it. */
  async #unauthorized(step: string, version: number): Promise<void> {
    const keeper = this.#keeper;
    const { credential } = keeper.state;
    const rejected: StepStatus = { outcome: 'unauthorized', calls: 1, httpStatus: 401, detail: null };
    if (credential.kind === 'api_key') {
      keeper.setHealth('api_key_rejected', null);
      return this.#record(step, rejected);
    }
    // Read before the newest version was stored.
    if (version < credential.version) return this.#again(step, LEAST_WAIT);
    if (this.#run().refreshedAfter401) return this.#record(step, rejected);
    this.#patch({ refreshedAfter401: true });
    await this.#renewal.refresh();
  }

  /** Waits, a little apart from siblings that share the limit; not for ever. */
  #again(step: string, wait: number): void {
    const { patience } = this.#run();
    if (patience >= PATIENCE) {
      return this.#record(step, { outcome: 'transient', calls: 0, httpStatus: null, detail: 'RateLimited' });
    }
    const notBefore = Date.now() + Math.max(LEAST_WAIT, wait) + Math.floor(Math.random() * MOST_JITTER);
    this.#patch({ patience: patience + 1, notBefore });
  }

  /** When every chart was refused, whether the RevenueCat project is still listed tells scope from access. */
  async #probe(): Promise<ProbeAnswer['kind'] | null> {
    try {
      return (await probeAccess(this.#keeper.access())).kind;
    } catch {
      return null;
    }
  }

  #record(step: string, status: StepStatus): void {
    this.#patch({ results: { ...this.#run().results, [step]: status }, patience: 0 });
  }

  #patch(patch: Partial<Run>): void {
    this.#keeper.progress({ run: { ...this.#run(), ...patch } });
  }

  #run(): Run {
    const { run } = this.#keeper.state;
    if (run === null) throw new Error('No sync run is under way.');
    return run;
  }
}
