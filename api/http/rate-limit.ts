import { Problem } from './problem.js';

const WINDOW = 60_000;
/** Beyond this many remembered askers the ended windows are forgotten. */
const PRUNE_AT = 10_000;

export interface Budgets {
  /** Requests a minute of one API key, all its sessions together. */
  readonly perKey: number;
  /** Requests a minute of one address that come without a good key, wrong ones included. */
  readonly perAddress: number;
}

/** Room for a dashboard that polls in many tabs, none for a program that has lost its way. */
export const DEFAULT_BUDGETS: Budgets = { perKey: 3_000, perAddress: 600 };

/** Counts requests in windows of a minute, in the memory of this process: a guard, not an accountant. */
export class RateLimiter {
  readonly #budget: number;
  readonly #windows = new Map<string, { endsAt: number; count: number }>();

  constructor(budget: number) {
    this.#budget = budget;
  }

  /** @throws {Problem} `rate-limited` once the asker's budget of this minute is spent. */
  spend(asker: string, now = Date.now()): void {
    const window = this.#windows.get(asker);
    if (window === undefined || window.endsAt <= now) {
      if (this.#windows.size >= PRUNE_AT) this.#prune(now);
      this.#windows.set(asker, { endsAt: now + WINDOW, count: 1 });
      return;
    }
    window.count += 1;
    if (window.count <= this.#budget) return;
    const seconds = Math.ceil((window.endsAt - now) / 1000);
    throw new Problem('rate-limited', {
      detail: `At most ${this.#budget} requests a minute. Go on in ${seconds} s.`,
      headers: { 'Retry-After': String(seconds) },
    });
  }

  #prune(now: number): void {
    for (const [asker, window] of this.#windows) if (window.endsAt <= now) this.#windows.delete(asker);
  }
}
