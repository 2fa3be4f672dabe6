import assert from 'node:assert/strict';

import type { StoreName } from '../../simulator/book/catalogue.js';
import type { Currency } from '../../simulator/book/money.js';
import { type ApiUnderTest, startTestApi } from '../api/support/api-under-test.js';
import type { Tenant } from '../api/support/tenant.js';
import { ControlledRevenueCat } from '../end-to-end/revenuecat.js';
import { connect } from '../support/connect.js';
import { eventually } from '../support/eventually.js';
import { startWorkerStack, type WorkerStack } from '../support/worker-stack.js';
import { Clocks } from './clocks.js';
import { Ledger } from './ledger/ledger.js';
import { runOf } from './runs.js';

/** A RevenueCat project to be made up, and how it is connected. */
export interface Business {
  /** Fixes its id and book. */
  readonly seed: string;
  /** One app each. */
  readonly stores: readonly StoreName[];
  /** ISO 8601. */
  readonly createdAt: string;
  readonly by: 'oauth' | 'api_key';
}

/** An account, here and there. */
export interface Account {
  readonly id: string;
  readonly revenueCatProjectId: string;
}

/** Slots are far apart: nothing is synced but what a test asks for. */
const NEVER = 365 * 86_400_000;

/** Worker, api and RevenueCat at a moment of the test's choice, with a project whose layer has a currency. */
export class NumbersStage {
  readonly clocks: Clocks;
  readonly stack: WorkerStack;
  readonly api: ApiUnderTest;
  readonly revenueCat: ControlledRevenueCat;
  readonly tenant: Tenant;

  private constructor(clocks: Clocks, stack: WorkerStack, api: ApiUnderTest, tenant: Tenant) {
    this.clocks = clocks;
    this.stack = stack;
    this.api = api;
    this.tenant = tenant;
    this.revenueCat = new ControlledRevenueCat(stack.simulator.url);
  }

  /** @param now ISO 8601; later than the real time. */
  static async start(now: string, currency: Currency): Promise<NumbersStage> {
    const clocks = new Clocks(now);
    try {
      const stack = await startWorkerStack('http://localhost:3991', {
        simulator: { clock: clocks.theirs },
        cadence: { SYNC_INTERVAL: NEVER },
      });
      const api = await startTestApi({ worker: stack });
      const stage = new NumbersStage(clocks, stack, api, await api.tenant('Numbers'));
      await stage.showIn(currency);
      return stage;
    } catch (error) {
      clocks.giveBack();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.api.stop();
    await this.stack.stop();
    this.clocks.giveBack();
  }

  /** Changes the currency of the layer, and waits until these accounts have been synced for it. */
  async showIn(currency: Currency, ...accounts: readonly Account[]): Promise<void> {
    const before = await Promise.all(accounts.map((account) => this.#runs(account)));
    await this.write('PUT', '/revenue-layer', { currency });
    await Promise.all(
      accounts.map((account, index) => this.#finished(account, (before[index]?.length ?? 0) + 1)),
    );
  }

  /** Connects a business; its first sync is under way then. */
  async connect({ seed, stores, createdAt, by }: Business): Promise<Account> {
    const id = `proj_${seed}`;
    const developer = await this.revenueCat.ask<{ id: string }>('POST', '/developers', { name: seed });
    const project = { id, name: seed, seed, stores, created_at: createdAt, developer_ids: [developer.id] };
    await this.revenueCat.ask('POST', '/projects', project);
    const access =
      by === 'oauth'
        ? { developerId: developer.id }
        : {
            apiKey: (await this.revenueCat.ask<{ key: string }>('POST', '/api-keys', { project_id: id })).key,
          };
    const accountId = await connect(this.stack, { projectId: this.tenant.id, with: access });
    return { id: accountId, revenueCatProjectId: id };
  }

  /** Asks for a sync and waits until it has brought everything. */
  async sync(account: Account): Promise<void> {
    const { status, metrics } = await runOf(this, account);
    assert.equal(status, 'complete', JSON.stringify(metrics));
  }

  /** Waits for the end of the first sync. */
  async synced(account: Account): Promise<void> {
    await this.#finished(account, 1);
  }

  async #finished(account: Account, count: number): Promise<void> {
    await eventually(
      async () => {
        const runs = await this.#runs(account);
        assert.ok(runs.length >= count, `${runs.length} runs`);
        for (const { status, metrics } of runs) assert.equal(status, 'complete', JSON.stringify(metrics));
      },
      { within: '120s', every: '100ms' },
    );
  }

  #runs({ id }: Account) {
    const select = { status: true, metrics: true };
    return this.stack.owner.prisma.sync_runs.findMany({ where: { account_id: id }, select });
  }

  /** The accounts of what has happened at RevenueCat until now. */
  ledger({ revenueCatProjectId }: Account, currency: Currency): Ledger {
    return new Ledger(this.stack.simulator.book(revenueCatProjectId), currency);
  }

  /** A route of the project. */
  async read<T>(path: string): Promise<T> {
    const reply = await this.api.call('GET', this.tenant.at(path), { key: this.tenant.readKey });
    assert.equal(reply.status, 200, reply.text);
    return reply.body as T;
  }

  revenue<T>(path: string): Promise<T> {
    return this.read(`/revenue/${path}`);
  }

  async write(method: string, path: string, body?: object) {
    const key = this.tenant.writeKey;
    const reply = await this.api.call(method, this.tenant.at(path), { key, ...(body && { body }) });
    assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${reply.text}`);
    return reply.body;
  }
}
