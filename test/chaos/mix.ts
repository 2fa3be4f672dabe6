import { setTimeout as delay } from 'node:timers/promises';

import { WorkflowNotFoundError } from '@temporalio/common';

import { coerceError } from '../../clients/log.js';
import type { revenuecat_accounts } from '../../prisma/generated/client.js';
import type { Random } from '../../simulator/book/random.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { rollOverSignal } from '../../workflows/messages.js';
import type { Business } from './businesses.js';
import type { Kills } from './kills.js';
import type { Attempt, Method, Owners } from './owners.js';
import type { World } from './world.js';

/** How much happens in a round besides the accounts that run. */
export interface Volume {
  /** Accounts by consent that there are to be, more or less, at any time. */
  readonly accounts: number;
  readonly connects: number;
  readonly keys: number;
  readonly reconnects: number;
  readonly disconnects: number;
  /** Whether attempts are left waiting for consent and for a choice, and a grant is revoked at RevenueCat. */
  readonly extras: boolean;
}

/** Everything begins within so many milliseconds, in any order. */
const SPREAD = 4_000;

/** What owners and developers do while a worker is about to die. */
export class Mix {
  /** Grants that a developer has ended at RevenueCat. */
  readonly revoked = new Set<string>();
  readonly #world: World;
  readonly #owners: Owners;
  readonly #kills: Kills;
  readonly #businesses: readonly Business[];
  readonly #busy = new Set<Business>();
  #random: Random;
  #rows: readonly revenuecat_accounts[] = [];
  #acts: Promise<string | null>[] = [];
  #waiting: Attempt[] = [];

  constructor(
    world: World,
    owners: Owners,
    kills: Kills,
    { businesses, random }: { businesses: readonly Business[]; random: Random },
  ) {
    this.#world = world;
    this.#owners = owners;
    this.#kills = kills;
    this.#businesses = businesses;
    this.#random = random;
  }

  /** Begins a round's worth of acts. */
  async begin(volume: Volume): Promise<void> {
    await this.#look();
    const byConsent = this.#rows.filter(({ credential_kind: kind }) => kind === 'oauth').length;
    const surplus = Math.min(
      3,
      Math.max(0, byConsent + volume.connects - volume.disconnects - volume.accounts),
    );
    times(volume.connects, () => this.#connect('consent', 'bound'));
    times(volume.keys, () => this.#connect('key', 'bound'));
    times(volume.reconnects, () => {
      // Twice at once, as from two tabs: one of the two grants stays, the other is deleted.
      this.#withAccount('oauth', (business, { id }) =>
        Promise.all([
          this.#owners.connect(business, 'consent', { accountId: id }),
          this.#owners.connect(business, 'consent', { accountId: id }),
        ]),
      );
    });
    times(volume.disconnects + surplus, () => {
      this.#withAccount('oauth', ({ projectId }, { id }) => this.#owners.disconnect(projectId, id));
    });
    times(volume.keys, () => {
      this.#withAccount('api_key', ({ projectId }, { id }) => this.#owners.disconnect(projectId, id));
    });
    if (volume.extras) this.#extras();
    for (const { id } of this.#rows) if (this.#random.chance(0.3)) this.#rollOver(id);
  }

  /** Resolves when all that was begun has come to its end. @returns why acts could not be done. */
  async done(): Promise<string[]> {
    const failures = await Promise.all(this.#acts);
    this.#acts = [];
    this.#busy.clear();
    for (const { business } of this.#waiting) this.#busy.add(business);
    return failures.filter((failure) => failure !== null);
  }

  /** Ends what was left waiting: the one by its choice, the other by a change of mind. */
  async finishWaiting(): Promise<void> {
    const attempts = this.#waiting;
    this.#waiting = [];
    await Promise.all(
      attempts.map((attempt) =>
        attempt.meant === 'awaiting_choice' ? this.#owners.choose(attempt) : this.#owners.cancel(attempt),
      ),
    );
    this.#busy.clear();
  }

  /** Brings accounts whose grant has ended back. @returns how many. */
  async reconnectEnded(): Promise<number> {
    await this.#look();
    const ended = this.#rows.filter(({ health_cause: cause }) => cause !== null);
    await Promise.all(
      ended.map(async (row) => {
        const business = this.#businessOf(row);
        if (business) await this.#owners.connect(business, 'consent', { accountId: row.id });
      }),
    );
    return ended.length;
  }

  #connect(method: Method, meant: Attempt['meant']): void {
    const taken = new Set(this.#rows.map((row) => this.#businessOf(row)));
    const business = this.#pick(this.#businesses.filter((one) => !taken.has(one) && !this.#busy.has(one)));
    if (business === undefined) throw new Error('Every business is connected: found more of them.');
    this.#busy.add(business);
    this.#soon(async () => {
      const attempt = await this.#owners.connect(business, method, { meant });
      if (meant !== 'bound') this.#waiting.push(attempt);
    });
  }

  #extras(): void {
    this.#connect('consent', 'awaiting_consent');
    this.#connect('consent', 'awaiting_choice');
    this.#withAccount('oauth', async (_business, row) => {
      const lineage = this.#kills.lineageOf(row.credential_id);
      if (lineage === null) return;
      this.revoked.add(lineage);
      await this.#world.revenuecat.revoke(lineage);
    });
  }

  /** A fresh history, as an account that has run for long gets it. */
  #rollOver(accountId: string): void {
    const { temporal } = this.#world.api;
    this.#soon(async () => {
      const handle = temporal.workflow.getHandle(accountWorkflowId(accountId));
      await handle.signal(rollOverSignal).catch((error: unknown) => {
        // Disconnected meanwhile.
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      });
    });
  }

  /** One account that nobody else has to do with in this round. */
  #withAccount(
    kind: 'oauth' | 'api_key',
    act: (business: Business, row: revenuecat_accounts) => Promise<unknown>,
  ): void {
    const able = this.#rows
      .filter((row) => row.credential_kind === kind && row.status === 'connected')
      .map((row) => ({ row, business: this.#businessOf(row) }))
      .filter(({ business }) => business !== undefined && !this.#busy.has(business));
    const { row, business } = this.#pick(able) ?? {};
    if (row === undefined || business === undefined) return;
    this.#busy.add(business);
    this.#soon(() => act(business, row));
  }

  async #look(): Promise<void> {
    this.#rows = await this.#world.owner.prisma.revenuecat_accounts.findMany({
      where: { status: { not: 'disconnected' } },
      orderBy: { id: 'asc' },
    });
  }

  #businessOf({ revenuecat_project_id: id }: revenuecat_accounts): Business | undefined {
    return this.#businesses.find(({ revenueCatProjectId }) => revenueCatProjectId === id);
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[this.#random.between(0, from.length - 1)];
  }

  #soon(act: () => Promise<unknown>): void {
    const begun = delay(this.#random.between(0, SPREAD)).then(act);
    this.#acts.push(
      begun.then(
        () => null,
        (error: unknown) => {
          const { message, cause } = coerceError(error);
          return `an owner could not go on: ${message} ${cause instanceof Error ? cause.message : ''}`;
        },
      ),
    );
  }
}

function times(count: number, act: () => void): void {
  for (let done = 0; done < count; done += 1) act();
}
