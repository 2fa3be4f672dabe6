import assert from 'node:assert/strict';

import { accountViewOf } from '../../api/accounts/view.js';
import { newId } from '../../clients/ids.js';
import type { account } from '../../workflows/account.js';
import type { AccountState, HealthCause } from '../../workflows/account/state.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { accountStateQuery } from '../../workflows/messages.js';
import { RevenueHealth, RevenueHealthCause } from '../../workflows/search-attributes.js';
import type { ControlledRevenueCat } from '../end-to-end/revenuecat.js';
import { connect } from '../support/connect.js';
import { eventually } from '../support/eventually.js';
import type { WorkerStack } from '../support/worker-stack.js';
import { RevenueCatSide } from './revenuecat-side.js';

export type Membership = 'oauth' | 'api_key';

/** Counts of what an account has done; what it sent is counted at RevenueCat, the rest in Temporal. */
export interface Spent {
  /** REST requests. */
  readonly requests: number;
  /** Refreshes that the newest grant was sent for. */
  readonly sends: number;
  /** Attempts to refresh, sent or not. */
  readonly renewals: number;
  /** Looks into Vault that are not for a call. */
  readonly looks: number;
  readonly steps: number;
  /** Slots that passed without a run. */
  readonly slots: number;
}

const ADMIN = { apiKeyId: 'key', access: 'admin', projectId: null, sessionHash: null } as const;

/** A connected account, seen from everywhere its health shows. */
export class WatchedAccount {
  readonly id: string;
  /** The same account as RevenueCat has it. */
  readonly there: RevenueCatSide;
  readonly #stack: WorkerStack;
  readonly #projectId: string;

  private constructor(stack: WorkerStack, projectId: string, id: string, there: RevenueCatSide) {
    this.id = id;
    this.there = there;
    this.#stack = stack;
    this.#projectId = projectId;
  }

  static async connect(
    stack: WorkerStack,
    revenueCat: ControlledRevenueCat,
    projectId: string,
    by: Membership,
  ): Promise<WatchedAccount> {
    const there = await RevenueCatSide.found(revenueCat, newId('project'), by);
    const id = await connect(stack, { projectId, with: await there.access() });
    const account = new WatchedAccount(stack, projectId, id, there);
    await account.syncs('complete');
    return account;
  }

  /** The owner approves once more, or pastes another key. */
  async reconnect(): Promise<void> {
    const { projectId: revenueCatProjectId } = this.there;
    await connect(this.#stack, {
      projectId: this.#projectId,
      with: await this.there.access(),
      reconnect: { accountId: this.id, revenueCatProjectId },
    });
  }

  get handle() {
    return this.#stack.temporal.workflow.getHandle<typeof account>(accountWorkflowId(this.id));
  }

  row() {
    return this.#stack.owner.prisma.revenuecat_accounts.findFirstOrThrow({ where: { id: this.id } });
  }

  /** As the API shows it. */
  async view() {
    const deps = { config: this.#stack.config, database: this.#stack.owner };
    return accountViewOf(deps, await this.row(), ADMIN);
  }

  async state(): Promise<AccountState> {
    const state = await this.handle.query(accountStateQuery);
    assert.ok(state);
    return state;
  }

  /** What operators see of it in Temporal UI. */
  async inTemporal(): Promise<{ health: string | undefined; cause: string | undefined; details: string }> {
    const { typedSearchAttributes: attributes } = await this.handle.describe();
    const metadata = await this.handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
    return {
      health: attributes.get(RevenueHealth),
      cause: attributes.get(RevenueHealthCause),
      details: metadata.currentDetails ?? '',
    };
  }

  /** What it has cost until now, as far as the history under way tells. */
  async spent(): Promise<Spent> {
    const [requests, sends, { events }] = await Promise.all([
      this.there.requests(),
      this.there.refreshes(),
      this.handle.fetchHistory(),
    ]);
    const calls = (activity: string) =>
      (events ?? []).filter(
        (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === activity,
      ).length;
    return {
      ...{ requests, sends: sends.length, renewals: calls('refreshCredential') },
      ...{ looks: calls('readCredential'), steps: calls('runSyncStep'), slots: calls('recordSlot') },
    };
  }

  /** Its edges: `unhealthy token_revoked`, `healthy token_revoked`. */
  async edges(): Promise<string[]> {
    const entries = await this.#stack.owner.prisma.timeline_entries.findMany({
      where: { account_id: this.id, kind: { in: ['unhealthy', 'healthy'] } },
      orderBy: { at: 'asc' },
    });
    return entries.map(({ kind, cause }) => `${kind} ${cause}`);
  }

  /** Its runs and slots in order, such as `complete`, or `skipped token_revoked`. */
  async slots(): Promise<string[]> {
    const runs = await this.#stack.owner.prisma.sync_runs.findMany({
      where: { account_id: this.id, status: { not: 'running' } },
      orderBy: [{ started_at: 'asc' }, { slot: 'asc' }],
    });
    return runs.map(({ status, cause }) => (cause === null ? status : `${status} ${cause}`));
  }

  /** Waits for so many slots that end like this, more than there were. @param before those there were; now, if unset. */
  async syncs(as: string, count = 1, before?: number): Promise<void> {
    const counted = async () => (await this.slots()).filter((slot) => slot === as).length;
    const begin = before ?? (await counted());
    await eventually(
      async () => {
        const now = await counted();
        assert.ok(now >= begin + count, `${now - begin} × ${as}; ${(await this.slots()).join(', ')}`);
      },
      { within: '40s', every: '100ms' },
    );
  }

  /** Waits until row, state, search attributes and current details agree on this cause; null is healthy. */
  async becomes(cause: HealthCause | null): Promise<void> {
    const status = cause === null ? 'healthy' : 'unhealthy';
    await eventually(
      async () => {
        const { health_status, health_cause } = await this.row();
        assert.deepEqual([health_status, health_cause], [status, cause], (await this.slots()).join(', '));
      },
      { within: '60s', every: '100ms' },
    );
    await eventually(async () => {
      const seen = await this.inTemporal();
      assert.deepEqual([seen.health, seen.cause], [status, cause ?? undefined]);
      assert.equal((await this.state()).health.cause, cause);
      assert.ok(seen.details.includes(cause === null ? 'health: healthy' : `**${cause}**`), seen.details);
    });
  }

  async terminate(): Promise<void> {
    await this.handle.terminate('the test is over').catch(() => undefined);
  }
}
