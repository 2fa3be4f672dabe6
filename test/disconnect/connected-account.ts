import assert from 'node:assert/strict';

import type { account as accountWorkflow } from '../../workflows/account.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import type { Reply } from '../api/support/call.js';
import { Owner } from '../connecting/owner.js';
import type { Stage } from '../connecting/stage.js';
import { renewal } from '../ingest/deliver.js';
import { eventually } from '../support/eventually.js';

export interface ConnectOptions {
  readonly developerId: string;
  /** We registered the webhook at RevenueCat. */
  readonly manage_webhook?: boolean;
}

/** An account with numbers and an event, as it is before somebody disconnects it. */
export class ConnectedAccount {
  readonly #stage: Stage;
  readonly owner: Owner;
  readonly id: string;
  readonly revenueCatProjectId: string;
  #points = 0;
  readonly #events: string[] = [];

  private constructor(stage: Stage, owner: Owner, account: Reply['body']) {
    this.#stage = stage;
    this.owner = owner;
    this.id = account.id;
    this.revenueCatProjectId = account.revenuecat_project.id;
  }

  static async on(stage: Stage, { developerId, ...wishes }: ConnectOptions): Promise<ConnectedAccount> {
    const owner = await Owner.of(stage);
    const id = await owner.connect(developerId, undefined, wishes);
    const account = new ConnectedAccount(stage, owner, await owner.account(id));
    await eventually(
      async () => {
        const { last_published_at, webhook, kept } = await owner.account(id);
        assert.ok(last_published_at);
        assert.equal(webhook.registered, wishes.manage_webhook ?? false);
        account.#points = kept.metric_points;
      },
      { within: '60s' },
    );
    const event = renewal();
    await owner.delivered(id, event);
    account.expectEvents([String(event['id'])]);
    return account;
  }

  /** Events that must be there in the end, processed. */
  expectEvents(ids: readonly string[]): void {
    this.#events.push(...ids);
  }

  get workflow() {
    return this.#stage.worker.temporal.workflow.getHandle<typeof accountWorkflow>(accountWorkflowId(this.id));
  }

  get row() {
    return this.#stage.worker.owner.prisma.revenuecat_accounts.findFirstOrThrow({ where: { id: this.id } });
  }

  ask(method: string, act = ''): Promise<Reply> {
    return this.owner.ask(method, `/accounts/${this.id}${act}`);
  }

  /** Asks for the disconnect. @returns the pending answer, once the disconnect has begun. */
  async disconnect(): Promise<{ readonly answer: Promise<Reply> }> {
    const answer = this.ask('DELETE');
    await eventually(async () => assert.notEqual((await this.row).status, 'connected'));
    return { answer };
  }

  /** Waits for the receipt, and sees that it is true. */
  async isGone(): Promise<Reply['body']> {
    const receipt = await this.owner.receipt(this.id);
    assert.equal(receipt.credential_deleted, true);
    assert.deepEqual(await this.#stage.secretsOf(this.owner.tenant.id), [], 'nothing is left in Vault');
    await eventually(async () => assert.equal((await this.workflow.describe()).status.name, 'COMPLETED'));
    await this.#nothingRuns();
    await this.#historyIsIntact(receipt);
    assert.equal(await this.owner.deliverTo(this.id), 404, 'deliveries are refused');
    for (const again of [await this.ask('DELETE'), await this.ask('DELETE')]) {
      assert.equal(again.status, 200, again.text);
      assert.deepEqual(again.body, receipt);
    }
    assert.equal((await this.workflow.describe()).status.name, 'COMPLETED', 'a repetition starts nothing');
    return receipt;
  }

  async #nothingRuns(): Promise<void> {
    const query = `LayersProjectId = '${this.owner.tenant.id}' AND ExecutionStatus = 'Running'`;
    await eventually(
      async () => assert.equal((await this.#stage.worker.temporal.workflow.count(query)).count, 0),
      { within: '20s' },
    );
  }

  async #historyIsIntact({ kept }: Reply['body']): Promise<void> {
    const { prisma } = this.#stage.worker.owner;
    const where = { account_id: this.id };
    assert.equal(await prisma.event_inbox.count({ where }), 0, 'the inbox is empty');
    const events = await prisma.revenue_events.findMany({
      where,
      select: { event_id: true, processed_at: true },
    });
    assert.deepEqual(events.map(({ event_id }) => event_id).sort(), [...this.#events].sort());
    assert.ok(
      events.every(({ processed_at }) => processed_at !== null),
      'every event was processed',
    );
    const metric_points = await prisma.metric_points.count({ where });
    assert.ok(metric_points >= this.#points, `${metric_points} of ${this.#points} points`);
    assert.deepEqual(kept, { events: events.length, metric_points });
    assert.equal(await prisma.sync_staging.count({ where }), 0);
    assert.equal(await prisma.sync_runs.count({ where: { ...where, status: 'running' } }), 0);
  }
}
