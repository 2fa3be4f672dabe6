import type { Account } from './accounts.js';
import type { OwnerCalls } from './owner-calls.js';

/** One time that an account was disconnected, as its owner saw it; milliseconds, null while it has not come to that. */
export interface Closure {
  readonly asked: number;
  /** Its page said that it is no longer connected. */
  closed: number | null;
  /** It was asked to be connected again, and was. */
  reopening: number | null;
  reopened: number | null;
}

/** Owners who disconnect accounts, and some rounds later connect them again. */
export class Closures {
  readonly #owners: OwnerCalls;
  readonly #closures = new Map<Account, Closure[]>();

  constructor(owners: OwnerCalls) {
    this.#owners = owners;
  }

  of(account: Account): readonly Closure[] {
    return this.#closures.get(account) ?? [];
  }

  isOpen(account: Account): boolean {
    const last = this.of(account).at(-1);
    return last === undefined || last.reopened !== null;
  }

  async close(account: Account): Promise<void> {
    const closure: Closure = { asked: Date.now(), closed: null, reopening: null, reopened: null };
    this.#closures.set(account, [...this.of(account), closure]);
    await this.#owners.disconnect(account.project.id, account.id);
    closure.closed = Date.now();
  }

  /** Connects all again that are disconnected; their ids and their history are what they were. */
  async reopenAll(): Promise<void> {
    const closed = [...this.#closures.keys()].filter((account) => !this.isOpen(account));
    await Promise.all(closed.map((account) => this.#reopen(account)));
  }

  async #reopen(account: Account): Promise<void> {
    const last = this.of(account).at(-1);
    if (last === undefined) return;
    last.reopening = Date.now();
    const { project, apiKey, revenueCatProjectId } = account;
    const id = await this.#owners.connect(project.id, apiKey, revenueCatProjectId);
    if (id !== account.id) throw new Error(`${account.id} came back as ${id}.`);
    last.reopened = Date.now();
  }
}
