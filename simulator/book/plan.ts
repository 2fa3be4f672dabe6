import type { InterruptionKind } from './live-history.js';

/** Something that is going to happen to a customer unless something else comes first. */
export interface Happening {
  /** Milliseconds. */
  at: number;
  kind: 'buy' | 'pause' | 'period_end' | InterruptionKind;
}

/** What is to come in a customer's life, soonest first; at the same time, first planned first. */
export class Plan {
  #happenings: Happening[] = [];

  get next(): Happening | undefined {
    return this.#happenings[0];
  }

  add(happening: Happening): void {
    const later = this.#happenings.findIndex(({ at }) => at > happening.at);
    this.#happenings.splice(later < 0 ? this.#happenings.length : later, 0, happening);
  }

  dropNext(): void {
    this.#happenings.shift();
  }

  clear(): void {
    this.#happenings = [];
  }
}
