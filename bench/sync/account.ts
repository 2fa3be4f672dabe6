import assert from 'node:assert/strict';

import { ControlledRevenueCat } from '../../test/end-to-end/revenuecat.js';
import { connect } from '../../test/support/connect.js';
import { eventually } from '../../test/support/eventually.js';
import type { WorkerStack } from '../../test/support/worker-stack.js';
import type { account } from '../../workflows/account.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { syncNowUpdate } from '../../workflows/messages.js';

const YEAR = 365 * 24 * 3_600_000;

/** One request as RevenueCat's ledger has it; `at` in milliseconds, `query` in a fixed order. */
export interface Request {
  readonly at: number;
  readonly domain: string;
  readonly path: string;
  readonly query: string;
  readonly status: number;
}

/** A run that is over; times in milliseconds. */
export interface FinishedRun {
  readonly id: string;
  readonly begunAt: number;
  readonly endedAt: number;
  /** First UTC day it fetched. */
  readonly from: string;
  /** What it sent, oldest first. */
  readonly requests: readonly Request[];
}

/** An account with two years behind it and a developer of its own, as RevenueCat and the product have it. */
export class BenchAccount {
  readonly id: string;
  readonly #stack: WorkerStack;
  readonly #revenueCat: ControlledRevenueCat;
  readonly #developerId: string;

  private constructor(
    stack: WorkerStack,
    revenueCat: ControlledRevenueCat,
    ids: { id: string; developerId: string },
  ) {
    this.id = ids.id;
    this.#stack = stack;
    this.#revenueCat = revenueCat;
    this.#developerId = ids.developerId;
  }

  static async connect(stack: WorkerStack, projectId: string, name: string): Promise<BenchAccount> {
    const revenueCat = new ControlledRevenueCat(stack.simulator.url);
    const { id: developerId } = await revenueCat.ask<{ id: string }>('POST', '/developers', { name });
    const body = { name, created_at: Date.now() - 2 * YEAR, developer_ids: [developerId] };
    await revenueCat.ask('POST', '/projects', body);
    const id = await connect(stack, { projectId, with: { developerId } });
    return new BenchAccount(stack, revenueCat, { id, developerId });
  }

  get handle() {
    return this.#stack.temporal.workflow.getHandle<typeof account>(accountWorkflowId(this.id));
  }

  /** Waits for the run that connecting began. */
  async firstRun(): Promise<FinishedRun> {
    const { id } = await this.#stack.owner.prisma.sync_runs.findFirstOrThrow({
      where: { account_id: this.id, kind: 'first' },
    });
    return this.#finished(id);
  }

  /** Asks for a sync and waits for it. */
  async syncNow(): Promise<FinishedRun> {
    const answer = await this.handle.executeUpdate(syncNowUpdate);
    assert.ok(answer.accepted, 'the sync was refused');
    return this.#finished(answer.runId);
  }

  /** Makes the next run the first one of another day: what is asked once a day is due again. */
  async letADayPass(): Promise<void> {
    const { prisma } = this.#stack.owner;
    const where = { account_id: this.id };
    const runs = await prisma.sync_runs.findMany({ where });
    for (const { project_id, account_id, id, as_of } of runs) {
      await prisma.sync_runs.update({
        where: { project_id_account_id_id: { project_id, account_id, id } },
        data: { as_of: new Date(as_of.getTime() - 24 * 3_600_000) },
      });
    }
    await prisma.chart_segments.updateMany({
      where,
      data: { asked_at: new Date(Date.now() - 25 * 3_600_000) },
    });
  }

  /** All chart calls so far, oldest first. */
  async chartCalls(): Promise<Request[]> {
    const requests = await this.#requests(0, Infinity);
    return requests.filter(({ domain }) => domain === 'charts_metrics');
  }

  async terminate(): Promise<void> {
    await this.handle.terminate('measured');
  }

  async #finished(id: string): Promise<FinishedRun> {
    const run = await eventually(
      async () => {
        const found = await this.#stack.owner.prisma.sync_runs.findFirst({
          where: { account_id: this.id, id },
        });
        assert.ok(found && found.status !== 'running', `${found?.steps_done} steps`);
        return found;
      },
      { within: '10m', every: '50ms' },
    );
    assert.equal(run.status, 'complete', `${run.cause}`);
    const [begunAt, endedAt] = [run.started_at.getTime(), run.finished_at?.getTime() ?? Number.NaN];
    const from = run.fetched_from?.toISOString().slice(0, 10) ?? '';
    return { id, begunAt, endedAt, from, requests: await this.#requests(begunAt, endedAt) };
  }

  async #requests(from: number, until: number): Promise<Request[]> {
    const { items } = await this.#revenueCat.ask<{ items: (Request & { principal: string | null })[] }>(
      'GET',
      '/ledger/requests',
    );
    return items
      .filter(({ principal, at }) => principal === this.#developerId && at >= from && at <= until)
      .sort((a, b) => a.at - b.at);
  }
}
