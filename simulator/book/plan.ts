import type { Period } from './event.js';
import type { InterruptionKind } from './live-history.js';

/** Something that is going to happen to a customer unless something else comes first. */
export interface Happening {
  /** Milliseconds. */
  at: number;
  kind: HappeningKind;
  /** The period it is about, if not the current one. */
  period?: Period;
}

export type HappeningKind =
  | 'buy'
  | 'buy_credits'
  | 'pause'
  | 'billing_failure'
  | 'period_end'
  | 'grace_end'
  | 'late_refund'
  | InterruptionKind;

/** What stays planned when a period begins or ends. */
const lasting: ReadonlySet<HappeningKind> = new Set(['buy_credits', 'late_refund']);

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

  /** Forgets all that hung on the period that just began or ended. */
  clear(): void {
    this.#happenings = this.#happenings.filter(({ kind }) => lasting.has(kind));
  }
}
