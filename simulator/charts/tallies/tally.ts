import { DAY } from '../../clock.js';
import type { Facts } from '../facts/facts.js';

/**
 * Whole amounts by UTC day, in running sums: any range of days costs two look-ups. What happens on the running day is in
 * it as far as the facts go, so a range may end at any instant of that day.
 */
export class Tally {
  readonly #firstDay: number;
  /** Sum of everything before each day; one entry more than there are days. */
  readonly #sums: Float64Array;
  #summed = false;

  constructor({ firstDay, endDay }: Facts) {
    this.#firstDay = firstDay;
    this.#sums = new Float64Array(Math.max(0, endDay - firstDay) + 1);
  }

  /** Counts an amount at an instant; before the first question only. */
  add(at: number, amount: number): void {
    const index = Math.floor(at / DAY) - this.#firstDay + 1;
    const sums = this.#sums;
    sums[index] = (sums[index] ?? 0) + amount;
  }

  /** Everything before an instant: a midnight, or now. */
  upTo(until: number): number {
    const sums = this.#sums;
    if (!this.#summed) {
      for (let index = 1; index < sums.length; index += 1) {
        sums[index] = (sums[index] ?? 0) + (sums[index - 1] ?? 0);
      }
      this.#summed = true;
    }
    const index = Math.ceil(until / DAY) - this.#firstDay;
    return sums[Math.min(Math.max(index, 0), sums.length - 1)] ?? 0;
  }

  /** Everything from a midnight to an instant (excluded): a midnight, or now. */
  between(from: number, until: number): number {
    return this.upTo(until) - this.upTo(from);
  }
}

/** One tally per name. */
export function tallies<Name extends string>(facts: Facts, names: readonly Name[]): Record<Name, Tally> {
  return Object.fromEntries(names.map((name) => [name, new Tally(facts)])) as Record<Name, Tally>;
}
