import { Problem } from '../http/problem.js';
import type { Delivery } from './delivery.js';
import { FairQueue } from './fair-queue.js';
import type { IngestLimits } from './limits.js';
import { inTwo } from './parts.js';
import type { Stored } from './store-group.js';

/** Stores a group: for each, in order, what became of it; null if it has to be tried in parts, see `storeGroup`. */
export type StoreGroup = (deliveries: readonly Delivery[]) => Promise<PromiseSettledResult<Stored>[] | null>;

interface Waiting {
  readonly projectId: string;
  readonly size: number;
  readonly delivery: Delivery;
  /** Given up while its group was under way: its sender has the answer. */
  givenUp: boolean;
  readonly settle: (result: PromiseSettledResult<Stored>) => void;
}

/**
 * Deliveries that arrive while a statement is under way share the next one: the busier it gets, the larger the groups and
 * the cheaper each row. A project is in one group at a time, so its own deliveries never wait for each other's locks, and
 * its gates are free between two groups for a disconnect that wants them.
 */
export class GroupCommit {
  readonly #storeGroup: StoreGroup;
  readonly #limits: IngestLimits;
  readonly #queue: FairQueue<Waiting>;
  readonly #busyProjects = new Set<string>();
  readonly #groups = new Set<Promise<void>>();
  #pumping = false;

  constructor(storeGroup: StoreGroup, limits: IngestLimits) {
    this.#storeGroup = storeGroup;
    this.#limits = limits;
    this.#queue = new FairQueue({ rows: limits.queueRows, bytes: limits.queueBytes });
  }

  /** Deliveries that wait for their turn. */
  get waiting(): number {
    return this.#queue.rows;
  }

  /**
   * Resolves when the delivery is committed.
   *
   * @param within milliseconds; then, or when there is no room, it rejects with {Problem} `overloaded`. A delivery that is
   * given up while its group is under way may still be stored; the sender's next try is then a duplicate.
   */
  store(delivery: Delivery, within: number): Promise<Stored> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        waiting.givenUp = true;
        this.#queue.remove(waiting);
        reject(new Problem('overloaded', { detail: 'The delivery could not be stored in time.' }));
      };
      const timer = setTimeout(giveUp, within);
      const waiting: Waiting = {
        projectId: delivery.projectId,
        size: delivery.bytes.length,
        delivery,
        givenUp: false,
        settle(result) {
          clearTimeout(timer);
          if (result.status === 'fulfilled') resolve(result.value);
          else reject(result.reason as Error);
        },
      };
      for (const { settle } of this.#queue.push(waiting)) {
        settle(failed(new Problem('overloaded', { detail: 'Too many deliveries wait to be stored.' })));
      }
      this.#pumpSoon();
    });
  }

  /** Waits until everything accepted so far is stored or given up. */
  async close(): Promise<void> {
    while (this.#queue.rows > 0 || this.#groups.size > 0) {
      this.#pump();
      await Promise.race(this.#groups);
    }
  }

  /** After the requests that this turn of the event loop brings, so that they go together. */
  #pumpSoon(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    setImmediate(() => {
      this.#pumping = false;
      this.#pump();
    });
  }

  #pump(): void {
    const bounds = { rows: this.#limits.groupRows, bytes: this.#limits.groupBytes };
    while (this.#groups.size < this.#limits.groupsUnderWay) {
      const group = this.#queue.take(bounds, this.#busyProjects);
      if (group.length === 0) return;
      const run = this.#run(group).finally(() => {
        this.#groups.delete(run);
        this.#pump();
      });
      this.#groups.add(run);
    }
  }

  /**
   * What Postgres refuses for what one delivery holds is tried in parts, the larger ones first. Each part is answered, and its
   * projects have their next turn, as soon as it is stored: who shares a group with poison does not wait until it is found.
   */
  async #run(group: readonly Waiting[]): Promise<void> {
    const held = new Set(group.map(({ projectId }) => projectId));
    for (const project of held) this.#busyProjects.add(project);
    const parts: (readonly Waiting[])[] = [group];
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      // For those who gave up nothing more is tried: the whole search is over when the last of them has.
      const awaited = part.filter(({ givenUp }) => !givenUp);
      if (awaited.length > 0) parts.push(...(await this.#store(awaited)));
      this.#free(held, parts);
      if (parts.length > 0) this.#pumpSoon();
    }
  }

  /** @returns the parts that are to be tried instead. */
  async #store(group: readonly Waiting[]): Promise<(readonly Waiting[])[]> {
    try {
      const results = await this.#storeGroup(group.map(({ delivery }) => delivery));
      if (results === null) return inTwo(group);
      group.forEach(({ settle }, n) => settle(results[n] ?? failed(new Error('A delivery has no result.'))));
    } catch (error) {
      for (const { settle } of group) settle(failed(error));
    }
    return [];
  }

  /** @param held projects of a group; those without a delivery in a part that is still to be stored are taken out. */
  #free(held: Set<string>, parts: readonly (readonly Waiting[])[]): void {
    const needed = new Set(parts.flat().map(({ projectId }) => projectId));
    for (const project of held) {
      if (needed.has(project)) continue;
      held.delete(project);
      this.#busyProjects.delete(project);
    }
  }
}

function failed(reason: unknown): PromiseRejectedResult {
  return { status: 'rejected', reason };
}
