import type { AccountState, Cadence, Closing, HealthCause, Run, StepStatus } from './account/state.js';
import type {
  AdoptCredential,
  ConnectionInput,
  ConnectionState,
  Credential,
  RevenueCatProject,
} from './messages.js';

/** Names one account in one generation; every write is made in the name of it and ignored if it is over. */
export interface AccountRef {
  readonly projectId: string;
  readonly accountId: string;
  readonly generation: number;
}

export interface CredentialRef {
  readonly projectId: string;
  readonly credentialId: string;
}

/** What a workflow that is started from its row alone has to know. */
export interface LoadedAccount {
  readonly status: 'connected' | 'paused' | 'disconnecting' | 'disconnected';
  readonly pausedAt: number | null;
  readonly revision: number;
  readonly revenueCatProject: RevenueCatProject;
  readonly budgetKey: string;
  readonly credential: Credential | null;
  readonly manageWebhook: boolean;
  readonly webhookIntegrationId: string | null;
  readonly health: {
    readonly cause: HealthCause | null;
    readonly since: number;
    readonly detail: string | null;
  };
  /** Something was published since the account was connected, or connected again. */
  readonly published: boolean;
  readonly cadence: Cadence;
}

/** Verdicts are answers; what is transient is thrown, so that Temporal retries. */
export type RefreshAnswer =
  | { readonly kind: 'refreshed'; readonly credential: Credential; readonly missingScopes: readonly string[] }
  | { readonly kind: 'dead'; readonly cause: 'token_revoked' | 'token_lost' | 'token_expired' }
  | { readonly kind: 'misconfigured' }
  /**
   * Nothing may be sent for so many milliseconds. `ours`: an earlier send of ours may be in the air, or Vault was slow;
   * otherwise RevenueCat said so, or its answer was lost.
   */
  | { readonly kind: 'later'; readonly wait: number; readonly ours?: true }
  /** Vault has no such credential. */
  | { readonly kind: 'missing' };

export interface BegunSync {
  readonly from: string;
  readonly asOf: string;
  readonly currency: string;
  readonly steps: readonly string[];
  readonly cadence: Cadence;
}

export interface SyncStepInput extends AccountRef {
  readonly runId: string;
  readonly step: string;
  readonly from: string;
  readonly asOf: string;
  readonly currency: string;
  readonly revenueCatProjectId: string;
  readonly credentialId: string;
  readonly budgetKey: string;
  /** Somebody waits for the run. */
  readonly awaited: boolean;
  /** The run goes before others that share the limit. */
  readonly urgent: boolean;
  /** When the run began, in milliseconds since 1970. */
  readonly since: number;
}

export type SyncStepAnswer =
  | { readonly kind: 'done'; readonly status: StepStatus }
  /** RevenueCat's limit: nothing may be sent for so many milliseconds. A length, since clocks differ. */
  | { readonly kind: 'wait'; readonly wait: number }
  /** 401 with this version of the credential. */
  | { readonly kind: 'unauthorized'; readonly version: number }
  /** Vault has no such credential. */
  | { readonly kind: 'missing' };

/** Whether the grant still reaches the account's RevenueCat project. */
export type ProbeAnswer =
  | { readonly kind: 'listed'; readonly name: string }
  | { readonly kind: 'not_listed' }
  /** RevenueCat does not let us list its projects. */
  | { readonly kind: 'forbidden' }
  /** An answer that says nothing about it. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unauthorized'; readonly version: number }
  | { readonly kind: 'wait'; readonly wait: number }
  | { readonly kind: 'missing' };

export interface ProbeInput extends AccountRef {
  readonly revenueCatProjectId: string;
  readonly credentialId: string;
  readonly budgetKey: string;
}

export interface RegisterWebhookInput extends ProbeInput {
  /** False: ours shall not be there. */
  readonly manage: boolean;
  readonly integrationId: string | null;
  /** There may be one of our URL, under an id that we were never told. */
  readonly mayBeThere?: boolean;
  /** Which webhook token RevenueCat was given last. */
  readonly tokenTag: string | null;
  /** Which settings it had when we wrote it last; null if that is not known. */
  readonly settingsTag: string | null;
}

export interface RemoveWebhookInput extends ProbeInput {
  readonly integrationId: string | null;
  /** There may be one of our URL, under an id that we were never told. */
  readonly mayBeThere?: boolean;
}

export interface RemovedWebhook {
  /** `unauthorized`: RevenueCat takes this access token no longer; a refresh may bring another. */
  readonly outcome: 'removed' | 'not_ours' | 'by_hand' | 'unauthorized';
}

export interface RegisteredWebhook {
  readonly integrationId: string | null;
  /** RevenueCat does not let us. */
  readonly refused: boolean;
  readonly tokenTag: string | null;
  /** Answers of older histories lack both. */
  readonly settingsTag?: string | null;
  /** What somebody else did to it since we wrote it; it was put right unless that was refused. */
  readonly drift?: WebhookDrift | null;
}

export type WebhookDrift = 'removed' | 'changed';

export interface FinishedSync extends AccountRef {
  readonly run: Run;
}

export interface SkippedSlot extends AccountRef {
  readonly slot: number;
  readonly status: 'skipped' | 'failed';
  readonly cause: string;
}

/** Everything an account's workflow has done to the world. Each is safe to repeat. */
export interface AccountActivities {
  /** Null if the row is gone, or belongs to a later generation. */
  loadAccount(ref: AccountRef): Promise<LoadedAccount | null>;
  mirrorAccount(ref: AccountRef, state: AccountState, extras: MirrorExtras): Promise<void>;
  refreshCredential(ref: CredentialRef & { readonly knownVersion: number }): Promise<RefreshAnswer>;
  /** The newest version in Vault; null if there is none. */
  readCredential(ref: CredentialRef): Promise<Credential | null>;
  deleteCredential(ref: CredentialRef): Promise<void>;
  beginSync(ref: AccountRef, run: Pick<Run, 'id' | 'kind' | 'slot'>): Promise<BegunSync>;
  runSyncStep(input: SyncStepInput): Promise<SyncStepAnswer>;
  publishSync(input: FinishedSync): Promise<void>;
  /** Gives a run up that cannot be published; what it staged is dropped. */
  abandonSync(input: FinishedSync): Promise<void>;
  recordSlot(slot: SkippedSlot): Promise<void>;
  probeAccess(input: ProbeInput): Promise<ProbeAnswer>;
  processInbox(ref: AccountRef): Promise<{ readonly processed: number; readonly more: boolean }>;
  /** Registers, updates or removes our webhook at RevenueCat. */
  registerWebhook(input: RegisterWebhookInput): Promise<RegisteredWebhook>;
  closeGate(ref: AccountRef): Promise<void>;
  removeWebhook(input: RemoveWebhookInput): Promise<RemovedWebhook>;
  finishDisconnect(ref: AccountRef, closing: Closing, state: AccountState): Promise<void>;
}

export interface MirrorExtras {
  /** When the access token is renewed and the next sync is due; null while there is none. */
  readonly nextSyncAt: number | null;
}

/** What an exchange or a pasted key came to. */
export type ObtainAnswer =
  | { readonly kind: 'obtained'; readonly credential: Credential }
  | {
      readonly kind: 'failed';
      readonly problem: NonNullable<ConnectionState['problem']>;
      readonly detail: string | null;
    };

export type ProjectsAnswer =
  | { readonly kind: 'listed'; readonly projects: readonly RevenueCatProject[]; readonly budgetKey: string }
  | {
      readonly kind: 'failed';
      readonly problem: NonNullable<ConnectionState['problem']>;
      readonly detail: string | null;
    };

export type BindAnswer =
  | { readonly kind: 'bound'; readonly accountId: string; readonly generation: number }
  | {
      readonly kind: 'refused';
      readonly problem: 'already-connected' | 'disconnect-in-progress';
      /** The account that is in the way; older histories do not name it. */
      readonly accountId?: string;
    };

/** Refused if a disconnect came in between. */
export type HandOverAnswer = 'adopted' | 'disconnect-in-progress';

export interface BindInput {
  readonly connection: ConnectionInput;
  readonly revenueCatProject: RevenueCatProject;
  readonly credential: Credential;
  readonly budgetKey: string;
}

export interface ConnectionActivities {
  /** Exchanges the code once and stores the pair in the same step. */
  exchangeCode(input: ConnectionInput): Promise<ObtainAnswer>;
  /** Moves a pasted key from the inbound mount to its own path. */
  adoptApiKey(input: ConnectionInput): Promise<ObtainAnswer>;
  listRevenueCatProjects(input: ConnectionInput): Promise<ProjectsAnswer>;
  bindAccount(input: BindInput): Promise<BindAnswer>;
  /** Starts the account's workflow if need be and makes it take over the credential. */
  handOver(ref: AccountRef, adopt: AdoptCredential): Promise<HandOverAnswer>;
  mirrorConnection(
    ref: { readonly projectId: string; readonly connectionId: string },
    state: ConnectionState,
  ): Promise<void>;
  /** Deletes code, verifier and pasted key; the credential too, unless an account took it over. */
  discardSecrets(input: ConnectionInput, keepCredential: boolean): Promise<void>;
}
