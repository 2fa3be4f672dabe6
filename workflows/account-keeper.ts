import {
  condition,
  setCurrentDetails,
  upsertSearchAttributes,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';

import { describeAccount } from './account-details.js';
import { judged, type Verdict } from './account-health.js';
import { type AccountState, type HealthCause, isDead, MISSING, skipsSyncs } from './account-state.js';
import type { AccountRef, ProbeInput } from './activities.js';
import { accountFailure, activityFailureType, isOurTrouble } from './failures.js';
import type { AccountInput, AdoptCredential } from './messages.js';
import { slotAfter } from './schedule.js';
import {
  LayersProjectId,
  RevenueCatProjectId,
  RevenueHealth,
  RevenueHealthCause,
} from './search-attributes.js';

/** How long the grant rests while a part of our own is away, in milliseconds. */
const REST = 20_000;

/** Not yet written timeline entries that are kept while Postgres is away; older ones go first. */
const MOST_PENDING_ENTRIES = 50;

/** Holds the state and all that follows from a change of it: mirror, search attributes, current details, wake-ups. */
export class AccountKeeper {
  readonly ref: AccountRef;
  /** The account is disconnected: the workflow completes. */
  done = false;
  /** A fresh history is wanted: lanes rest at the next safe point. */
  rolling = false;
  /** The grant's lane has come to rest. */
  resting = false;
  /** Nothing more is to be mirrored. */
  over = false;
  stopInbox: () => void = () => undefined;
  stopMirror: () => void = () => undefined;
  #state: AccountState | undefined;
  #mirroredRevision = -1;
  #wakeUps = 0;
  #inboxBusy = false;
  #disconnectWanted = false;

  constructor(input: AccountInput) {
    this.ref = { projectId: input.projectId, accountId: input.accountId, generation: input.generation };
  }

  get state(): AccountState {
    if (this.#state === undefined) throw new Error('The account is not loaded yet.');
    return this.#state;
  }

  get stateOrNull(): AccountState | null {
    return this.#state ?? null;
  }

  get isDisconnecting(): boolean {
    return this.state.status === 'disconnecting';
  }

  /** Goes on with a state, in the first history or a later one. */
  begin(state: AccountState): void {
    this.#state = state;
    setCurrentDetails(describeAccount(state));
    if (this.#disconnectWanted || state.status === 'disconnecting') this.#close();
  }

  /** Begins with what the row said: search attributes outlive continue-as-new, so they are set this once. */
  introduce(state: AccountState): void {
    upsertSearchAttributes([
      { key: LayersProjectId, value: this.ref.projectId },
      { key: RevenueCatProjectId, value: state.revenueCatProject.id },
      { key: RevenueHealth, value: state.health.cause === null ? 'healthy' : 'unhealthy' },
      { key: RevenueHealthCause, value: state.health.cause },
    ]);
    this.begin(state);
  }

  /** Handlers can be called before the row is read. */
  ready(): Promise<void> {
    return condition(() => this.#state !== undefined);
  }

  /** A change that people should see. */
  change(patch: Partial<AccountState>): void {
    this.#state = { ...this.state, ...patch, revision: this.state.revision + 1 };
    this.#wakeUps += 1;
    setCurrentDetails(describeAccount(this.#state));
  }

  /** A change that is the workflow's own business, such as how far a run has come. */
  progress(patch: Partial<AccountState>): void {
    this.#state = { ...this.state, ...patch };
    setCurrentDetails(describeAccount(this.#state));
  }

  /** Waits until something changes or the time has come. */
  async pause(until: number | null): Promise<void> {
    const seen = this.#wakeUps;
    const changed = () => this.#wakeUps !== seen || this.rolling;
    if (until === null) await condition(changed);
    else await condition(changed, Math.max(1, until - Date.now()));
  }

  setHealth(cause: HealthCause | null, detail: string | null): void {
    const before = this.state.health;
    const health = judged(before, cause, detail, Date.now());
    if (health === before) return;
    this.applyHealth(health);
  }

  /** A new grant ends every cause, the dead ones too. */
  applyHealth(health: AccountState['health']): void {
    const before = this.state.health;
    this.change({ health });
    if (health.cause === before.cause) return;
    upsertSearchAttributes([
      { key: RevenueHealth, value: health.cause === null ? 'healthy' : 'unhealthy' },
      { key: RevenueHealthCause, value: health.cause },
    ]);
    if (health.cause === null) this.note('healthy', 'Healthy again.', before.cause);
    else this.note('unhealthy', 'Needs attention.', health.cause);
  }

  /** Adds to the timeline. The id is the account's own count, so that a repeated write is the same entry. */
  note(kind: string, message: string, cause: string | null = null): void {
    const entry = {
      id: `${this.ref.generation}-${this.state.revision + 1}-${kind}`,
      at: Date.now(),
      kind,
      cause,
      message,
    };
    this.change({ timeline: [...this.state.timeline, entry].slice(-MOST_PENDING_ENTRIES) });
  }

  heed(verdict: Verdict): void {
    this.progress({ transientSlots: verdict.transientSlots });
    if (verdict.cause !== undefined) this.setHealth(verdict.cause, verdict.detail);
  }

  /** Vault has lost it, so only the owner can bring it back; until then each slot looks once more. */
  credentialMissing(): void {
    if (this.state.credential.kind === 'api_key') this.setHealth('api_key_rejected', null);
    else this.setHealth('token_lost', MISSING);
  }

  /** Whether this is still the credential in use; answers about another one no longer matter. */
  holds(credentialId: string): boolean {
    return this.state.credential.id === credentialId;
  }

  /** What calls to RevenueCat are made with. */
  access(): ProbeInput {
    const { revenueCatProject, credential, budgetKey } = this.state;
    return { ...this.ref, revenueCatProjectId: revenueCatProject.id, credentialId: credential.id, budgetKey };
  }

  slotAfterNow(): number {
    return slotAfter(this.ref.accountId, this.state.cadence.syncInterval, Date.now());
  }

  /**
   * Lets the grant rest for a while if a part of our own is away: it is tried again, and no history fills meanwhile.
   *
   * @returns false for any other failure.
   */
  rest(error: unknown): boolean {
    const type = activityFailureType(error);
    if (!isOurTrouble(type) && type !== 'TimedOut') return false;
    const now = Date.now();
    this.change({ restUntil: now + REST, ourTroubleSince: this.state.ourTroubleSince ?? now });
    return true;
  }

  // ── What handlers ask for ──

  /** @throws `disconnecting`: what is taken over now would be left behind. */
  adopt({ credential, budgetKey, manageWebhook }: AdoptCredential): void {
    if (this.state.status === 'disconnecting') {
      throw accountFailure('disconnecting', 'The account is being disconnected.');
    }
    const current = this.state.credential;
    // The same hand-over again: the answer to the first one was lost.
    if (credential.id === current.id && current.version >= credential.version) return;
    const retired = credential.id === current.id ? [] : [current.id];
    this.change({
      credential,
      budgetKey,
      manageWebhook: manageWebhook || this.state.manageWebhook,
      webhookDue: manageWebhook,
      refreshNotBefore: 0,
      transientSlots: 0,
      retiredCredentialIds: [...this.state.retiredCredentialIds, ...retired],
      wanted: this.state.wanted ?? { runId: uuid4(), kind: 'manual' },
    });
    this.applyHealth({ cause: null, detail: null, since: Date.now() });
    this.note('reconnected', 'Reconnected with a new approval.');
  }

  setPaused(paused: boolean): void {
    if (this.state.status === 'disconnecting') {
      throw accountFailure('disconnecting', 'The account is being disconnected.');
    }
    if ((this.state.status === 'paused') === paused) return;
    this.change({ status: paused ? 'paused' : 'connected', pausedAt: paused ? Date.now() : null });
    this.note(paused ? 'paused' : 'resumed', paused ? 'Syncs paused.' : 'Syncs resumed.');
  }

  manageWebhook(manage: boolean): void {
    this.change({ manageWebhook: manage, webhookDue: true });
  }

  disconnect(): void {
    this.#disconnectWanted = true;
    if (this.#state !== undefined) this.#close();
  }

  #close(): void {
    if (this.state.closing !== null) return;
    const closing = {
      since: Date.now(),
      gateClosed: false,
      inboxDrained: false,
      webhook: null,
      credentialDeleted: false,
    };
    this.change({ status: 'disconnecting', closing, wanted: null });
    this.note('disconnecting', 'Disconnect asked for.');
  }

  /** @returns the run that is under way or wanted already, else the new one. */
  wantSync(runId: string): string {
    const present = this.state.run?.id ?? this.state.wanted?.runId;
    if (present !== undefined) return present;
    this.change({ wanted: { runId, kind: 'manual' } });
    return runId;
  }

  /** Whether a run has its row. */
  knows(runId: string): boolean {
    const { run, wanted } = this.state;
    if (run?.id === runId) return run.begun;
    return wanted?.runId !== runId;
  }

  eventsArrived(): void {
    if (this.#state === undefined || this.#state.inboxDirty) return;
    this.#state = { ...this.#state, inboxDirty: true };
  }

  // ── Inbox ──

  get inboxDirty(): boolean {
    return this.state.inboxDirty;
  }

  get inboxIdle(): boolean {
    return !this.#inboxBusy && !this.state.inboxDirty;
  }

  takeInbox(): void {
    this.#inboxBusy = true;
    this.#state = { ...this.state, inboxDirty: false };
  }

  inboxRested(): void {
    this.#inboxBusy = false;
  }

  // ── Mirror and history ──

  get mirrorDue(): boolean {
    return this.state.revision > this.#mirroredRevision;
  }

  mirrored(snapshot: AccountState): void {
    this.#mirroredRevision = snapshot.revision;
    const written = new Set(snapshot.timeline.map((entry) => entry.id));
    this.#state = { ...this.state, timeline: this.state.timeline.filter((entry) => !written.has(entry.id)) };
  }

  async untilMirrored(within: '8 seconds'): Promise<void> {
    const { revision } = this.state;
    await condition(() => this.#mirroredRevision >= revision, within);
  }

  /** When the next run is due; null while none can be. */
  nextSyncAt(): number | null {
    const { status, health, nextSlot } = this.state;
    if (status !== 'connected') return null;
    return isDead(health.cause) || (skipsSyncs(health.cause) && health.cause === 'insufficient_scope')
      ? null
      : nextSlot;
  }

  rollOver(): void {
    if (this.#state === undefined) return;
    this.rolling = true;
  }

  /** The grant rests: now the inbox may rest, too. Until here events are processed, however long an act took. */
  grantRested(): void {
    this.resting = true;
    this.stopInbox();
  }

  checkHistory(): void {
    if (workflowInfo().continueAsNewSuggested && !this.done) this.rollOver();
  }
}
