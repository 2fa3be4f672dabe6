import {
  ActivityCancellationType,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  patched,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';

import type { BindAnswer, ConnectionActivities } from './activities.js';
import { lastFailureType } from './failures.js';
import {
  cancelUpdate,
  chooseUpdate,
  codeStoredSignal,
  type ConnectionInput,
  type ConnectionProblem,
  type ConnectionState,
  connectionStateQuery,
  consentRefusedSignal,
  type Credential,
  type RevenueCatProject,
} from './messages.js';

/** Milliseconds, for attempts begun before the setting was there. */
const HEARTBEAT_TIMEOUT = 30_000;

/** Whose trouble it was, by the type of the failure; anything else is told as RevenueCat's silence. */
const PROBLEMS: Readonly<Record<string, ConnectionProblem>> = {
  ClientMissing: 'client-misconfigured',
  VaultUnavailable: 'vault-unavailable',
  DatabaseUnavailable: 'database-unavailable',
  TimedOut: 'worker-unavailable',
};

/** How the attempt's activities are tried. */
function activitiesOf({ attemptDeadline, heartbeatTimeout = HEARTBEAT_TIMEOUT }: ConnectionInput) {
  const timeLeft = Math.max(1_000, attemptDeadline - Date.now());
  return {
    /**
     * Sends a code that works once: the activity itself sees to it that no second try sends it again. A cancel waits for
     * the try that is under way, since what it stores has to be deleted, and prevents the next.
     */
    obtaining: proxyActivities<ConnectionActivities>({
      startToCloseTimeout: '10 minutes',
      heartbeatTimeout,
      scheduleToCloseTimeout: timeLeft,
      cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
      retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
    }),
    /** Tried until the attempt is over: a grant in hand is not thrown away because RevenueCat is slow for a minute. */
    listing: proxyActivities<ConnectionActivities>({
      startToCloseTimeout: '60 seconds',
      heartbeatTimeout,
      scheduleToCloseTimeout: timeLeft,
      retry: { initialInterval: '1 second', maximumInterval: '15 seconds' },
    }),
    /** Our own parts: tried until they are back, so that an attempt never ends with a secret left behind. */
    own: proxyActivities<ConnectionActivities>({
      startToCloseTimeout: '30 seconds',
      heartbeatTimeout,
      retry: { initialInterval: '500 milliseconds', maximumInterval: '15 seconds' },
    }),
  };
}

/**
 * One attempt to connect a RevenueCat project: consent, exchange, choice, hand-over to the account's workflow.
 * Lives minutes. Whatever ends it early deletes its secrets.
 */
export async function connection(input: ConnectionInput): Promise<ConnectionState> {
  const attempt = new Attempt(input);
  attempt.listen();
  await attempt.live();
  attempt.over = true;
  await condition(allHandlersFinished);
  return attempt.state;
}

interface Choice {
  readonly project: RevenueCatProject;
  answer: BindAnswer | undefined;
}

class Attempt {
  state: ConnectionState;
  over = false;
  readonly #input: ConnectionInput;
  readonly #own: ReturnType<typeof activitiesOf>['own'];
  #codeStored = false;
  #refusal: { problem: ConnectionProblem; detail: string | null } | undefined;
  #cancelled = false;
  #stopWork: () => void = () => undefined;
  #ending = false;
  #choice: Choice | undefined;

  constructor(input: ConnectionInput) {
    this.#input = input;
    this.#own = activitiesOf(input).own;
    const waits = input.method === 'oauth';
    this.state = {
      status: waits ? 'awaiting_consent' : 'exchanging',
      problem: null,
      detail: null,
      revenueCatProjects: [],
      accountId: null,
      expiresAt: waits ? input.consentDeadline : input.attemptDeadline,
    };
  }

  listen(): void {
    setHandler(connectionStateQuery, () => this.state);
    setHandler(codeStoredSignal, () => void (this.#codeStored = true));
    setHandler(consentRefusedSignal, (problem, detail) => void (this.#refusal = { problem, detail }));
    setHandler(cancelUpdate, async () => {
      this.#cancelled = true;
      // Attempts that were cancelled before this was added have histories in which their work went on.
      if (patched('cancel-stops-work')) this.#stopWork();
      await condition(() => this.over, '8 seconds');
      return this.state;
    });
    setHandler(chooseUpdate, (revenueCatProjectId) => this.#choose(revenueCatProjectId));
  }

  async live(): Promise<void> {
    const { method, consentDeadline, attemptDeadline } = this.#input;
    if (method === 'oauth') {
      await this.#until(consentDeadline, () => this.#codeStored || this.#refusal !== undefined);
      if (this.#cancelled) return this.#end('cancelled');
      if (this.#refusal) return this.#fail(this.#refusal.problem, this.#refusal.detail);
      if (!this.#codeStored) return this.#end('expired', 'consent-expired');
      await this.#become({ status: 'exchanging', expiresAt: attemptDeadline });
    }
    if (this.#cancelled && patched('cancel-stops-work')) return this.#end('cancelled');
    const { obtaining } = activitiesOf(this.#input);
    const obtained = await this.#orFailure(() =>
      method === 'oauth' ? obtaining.exchangeCode(this.#input) : obtaining.adoptApiKey(this.#input),
    );
    if (this.#cancelled) return this.#end('cancelled');
    if (obtained.kind === 'failed') return this.#fail(obtained.problem, obtained.detail);
    const { listing } = activitiesOf(this.#input);
    const listed = await this.#orFailure(() => listing.listRevenueCatProjects(this.#input));
    if (this.#cancelled) return this.#end('cancelled');
    if (listed.kind === 'failed') return this.#fail(listed.problem, listed.detail);
    return this.#bind(obtained.credential, listed.projects, listed.budgetKey);
  }

  async #bind(
    credential: Credential,
    projects: readonly RevenueCatProject[],
    budgetKey: string,
  ): Promise<void> {
    const { reconnect, attemptDeadline } = this.#input;
    if (projects.length === 0) return this.#fail('no-revenuecat-projects', null);
    if (reconnect !== null) {
      const project = projects.find(({ id }) => id === reconnect.revenueCatProjectId);
      if (project === undefined) return this.#fail('different-revenuecat-project', null);
      this.#choice = { project, answer: undefined };
    } else {
      await this.#become({
        status: 'awaiting_choice',
        revenueCatProjects: projects,
        expiresAt: attemptDeadline,
      });
      await this.#until(attemptDeadline, () => this.#choice !== undefined);
    }
    const choice = this.#choice;
    if (choice === undefined)
      return this.#cancelled ? this.#end('cancelled') : this.#end('expired', 'attempt-expired');

    const bound = await this.#own.bindAccount({
      connection: this.#input,
      revenueCatProject: choice.project,
      credential,
      budgetKey,
    });
    if (bound.kind === 'refused') {
      this.state = { ...this.state, accountId: bound.accountId ?? this.state.accountId };
      await this.#fail(bound.problem, null);
      choice.answer = bound;
      return;
    }
    const { projectId, manageWebhook } = this.#input;
    const ref = { projectId, accountId: bound.accountId, generation: bound.generation };
    const handedOver = await this.#own.handOver(ref, {
      generation: bound.generation,
      credential,
      budgetKey,
      manageWebhook,
    });
    if (handedOver !== 'adopted') {
      await this.#fail(handedOver, null);
      choice.answer = { kind: 'refused', problem: handedOver };
      return;
    }
    await this.#own.discardSecrets(this.#input, true);
    await this.#become({ status: 'bound', accountId: bound.accountId, revenueCatProjects: [] });
    choice.answer = bound;
  }

  async #choose(revenueCatProjectId: string): Promise<{ accountId: string }> {
    const project = this.state.revenueCatProjects.find(({ id }) => id === revenueCatProjectId);
    if (this.#ending || this.state.status !== 'awaiting_choice' || this.#choice !== undefined) {
      // The same choice again is the same answer: the first one may have been lost on its way.
      if (this.#choice?.project.id !== revenueCatProjectId) {
        throw ApplicationFailure.nonRetryable(
          'This attempt does not wait for a choice.',
          'connection-not-waiting',
        );
      }
    } else {
      if (project === undefined) throw ApplicationFailure.nonRetryable('Not in the list.', 'not-in-list');
      this.#choice = { project, answer: undefined };
    }
    const choice = this.#choice;
    await condition(() => choice.answer !== undefined);
    const { answer } = choice;
    if (answer?.kind !== 'bound') {
      throw ApplicationFailure.nonRetryable('Not bound.', answer?.problem ?? 'already-connected');
    }
    return { accountId: answer.accountId };
  }

  /** What retries could not mend ends the attempt; the owner simply tries again. A cancel cuts it short. */
  async #orFailure<T>(
    work: () => Promise<T>,
  ): Promise<T | { kind: 'failed'; problem: ConnectionProblem; detail: null }> {
    try {
      return await CancellationScope.cancellable(() => {
        const scope = CancellationScope.current();
        this.#stopWork = () => scope.cancel();
        return work();
      });
    } catch (error) {
      return {
        kind: 'failed',
        problem: PROBLEMS[lastFailureType(error)] ?? 'provider-unavailable',
        detail: null,
      };
    }
  }

  async #until(deadline: number, happened: () => boolean): Promise<void> {
    await condition(() => happened() || this.#cancelled, Math.max(1, deadline - Date.now()));
  }

  #fail(problem: ConnectionProblem, detail: string | null): Promise<void> {
    return this.#end('failed', problem, detail);
  }

  async #end(
    status: 'failed' | 'expired' | 'cancelled',
    problem: ConnectionProblem | null = null,
    detail: string | null = null,
  ): Promise<void> {
    // Before the first await: a choice that comes from here on is refused, not left without an answer.
    this.#ending = true;
    await this.#own.discardSecrets(this.#input, false);
    await this.#become({ status, problem, detail, revenueCatProjects: [] });
  }

  async #become(patch: Partial<ConnectionState>): Promise<void> {
    // Before the row, so that whoever reads there that a choice is awaited can make it here.
    this.state = { ...this.state, ...patch };
    const { projectId, connectionId } = this.#input;
    await this.#own.mirrorConnection({ projectId, connectionId }, this.state);
  }
}
