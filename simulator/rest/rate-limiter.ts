import { type Clock, SECOND } from '../clock.js';
import type { Domain } from '../state/settings.js';
import type { Store } from '../state/store.js';

/** What a principal has used of a domain's limit in the window that ends now. */
export interface Usage {
  current: number;
  limit: number;
}

/**
 * Counts requests in a sliding window, a minute at RevenueCat, per principal and domain ("REST v2, Rate Limit"). Refused requests do not count.
 * Counts are kept in memory: a restart is kinder than RevenueCat would be.
 */
export class RateLimiter {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #sent = new Map<string, number[]>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Counts a request; if there is no room, says in how many whole seconds there will be. */
  admit(principalId: string, domain: Domain): { retryAfterSeconds: number } | null {
    const recent = this.#recent(principalId, domain);
    const limit = this.#store.state.settings.limits[domain];
    if (recent.length < limit) {
      recent.push(this.#clock());
      return null;
    }
    // Room comes when so many have left the window that one more fits.
    const leaver = recent[recent.length - limit] ?? this.#clock();
    return { retryAfterSeconds: Math.max(1, Math.ceil((leaver + this.#window - this.#clock()) / SECOND)) };
  }

  usage(principalId: string, domain: Domain): Usage {
    const current = this.#recent(principalId, domain).length;
    return { current, limit: this.#store.state.settings.limits[domain] };
  }

  forget(): void {
    this.#sent.clear();
  }

  get #window(): number {
    return this.#store.state.settings.limitWindowSeconds * SECOND;
  }

  #recent(principalId: string, domain: Domain): number[] {
    const key = `${principalId}/${domain}`;
    const horizon = this.#clock() - this.#window;
    const recent = (this.#sent.get(key) ?? []).filter((at) => at > horizon);
    this.#sent.set(key, recent);
    return recent;
  }
}
