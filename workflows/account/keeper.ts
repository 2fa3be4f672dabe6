import {
  condition,
  patched,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';

import type { AccountRef, ProbeInput } from '../activities.js';
import type { AccountInput } from '../messages.js';
import {
  LayersProjectId,
  RevenueCatProjectId,
  RevenueHealth,
  RevenueHealthCause,
} from '../search-attributes.js';
import { changed, type Moment } from './changes.js';
import { describeAccount } from './details.js';
import { proxiesOf } from './proxies.js';
import { type AccountState, type HealthCause, isDead } from './state.js';
import { disconnecting, eventsWaiting, resyncWanted } from './wishes.js';

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
  /** Since when a refresh is under way; milliseconds. */
  renewingSince: number | null = null;
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

  /** Goes on with a state, in the first history or a later one. */
  begin(state: AccountState): void {
    // Histories from before this was added wait for the end of a pause.
    this.#state = { ...state, looksWhilePaused: patched('looks-while-paused') };
    setCurrentDetails(describeAccount(state));
    if (this.#disconnectWanted || state.status === 'disconnecting') this.disconnect();
  }

  /** Begins with what the row said: search attributes outlive continue-as-new, so they are set this once. */
  introduce(state: AccountState): void {
    upsertSearchAttributes([
      { key: LayersProjectId, value: this.ref.projectId },
      { key: RevenueCatProjectId, value: state.revenueCatProject.id },
      ...healthAttributes(state.health.cause),
    ]);
    this.begin(state);
  }

  /** Handlers can be called before the row is read. */
  ready(): Promise<void> {
    return condition(() => this.#state !== undefined);
  }

  /** Changes the state; whoever waits looks again if it is a change that people should see. */
  apply(change: (state: AccountState, at: Moment) => AccountState): void {
    const before = this.state;
    const after = change(before, { ref: this.ref, now: Date.now() });
    if (after === before) return;
    this.#state = after;
    if (after.revision !== before.revision) this.#wakeUps += 1;
    setCurrentDetails(describeAccount(after));
    const { cause } = after.health;
    if (cause !== before.health.cause) upsertSearchAttributes(healthAttributes(cause));
  }

  /** Waits until something changes or the time has come. */
  async pause(until: number | null): Promise<void> {
    const seen = this.#wakeUps;
    const changedSince = () => this.#wakeUps !== seen || this.rolling;
    if (until === null) await condition(changedSince);
    else await condition(changedSince, Math.max(1, until - Date.now()));
  }

  /** Activities of the account. */
  call(kind: Parameters<typeof proxiesOf>[0]): ReturnType<typeof proxiesOf> {
    return proxiesOf(kind, this.state.cadence);
  }

  /** What calls to RevenueCat are made with. */
  access(): ProbeInput {
    const { revenueCatProject, credential, budgetKey } = this.state;
    return { ...this.ref, revenueCatProjectId: revenueCatProject.id, credentialId: credential.id, budgetKey };
  }

  /** Whether this is still the credential in use; answers about another one no longer matter. */
  holds(credentialId: string): boolean {
    return this.state.credential.id === credentialId;
  }

  /** Before the row is read there is nothing to do: the first run begins with what holds by then. */
  resync(runId: string): void {
    if (this.#state !== undefined) this.apply((state) => resyncWanted(state, runId));
  }

  /** Before the row is read nothing is known of our webhook, and it is looked at anyhow. */
  lookAtWebhook(): void {
    if (this.#state?.manageWebhook)
      this.apply((state) => changed(state, { webhookDue: true, webhookNotBefore: 0 }));
  }

  disconnect(): void {
    this.#disconnectWanted = true;
    if (this.#state === undefined || this.state.closing !== null) return;
    // Histories from before this was added renew the access token at every try to remove our webhook.
    const impatient = !patched('removal-waits-for-refresh');
    this.apply((state, at) => disconnecting(state, at, impatient));
  }

  get isDisconnecting(): boolean {
    return this.state.status === 'disconnecting';
  }

  // ── Inbox ──

  get inboxDirty(): boolean {
    return this.state.inboxDirty;
  }

  get inboxIdle(): boolean {
    return !this.#inboxBusy && !this.state.inboxDirty;
  }

  eventsArrived(): void {
    if (this.#state === undefined) return;
    this.apply((state, at) => eventsWaiting(state, at, this.renewingSince));
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
    // Only the owner ends these.
    return isDead(health.cause) || health.cause === 'insufficient_scope' ? null : nextSlot;
  }

  rollOver(): void {
    if (this.#state !== undefined) this.rolling = true;
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

function healthAttributes(cause: HealthCause | null) {
  return [
    { key: RevenueHealth, value: cause === null ? 'healthy' : 'unhealthy' },
    { key: RevenueHealthCause, value: cause },
  ];
}
