import { mintId } from '../secrets.js';
import type { Store } from '../state/store.js';
import type { Fault, Occasion } from './fault.js';

/** The faults in force, oldest first; a request is hit by the first that fits and is not used up. */
export class Faults {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  add(fault: Omit<Fault, 'id' | 'hits'>): Fault {
    const added = { id: mintId('fault_'), hits: 0, ...fault };
    this.#store.state.faults.push(added);
    this.#store.touch();
    return added;
  }

  list(): readonly Fault[] {
    return this.#store.state.faults;
  }

  /** Removes one fault, or all of them. Says whether there was anything to remove. */
  remove(id?: string): boolean {
    const { state } = this.#store;
    const before = state.faults.length;
    state.faults = id === undefined ? [] : state.faults.filter((fault) => fault.id !== id);
    this.#store.touch();
    return state.faults.length < before;
  }

  /** The fault that hits this request, counted as used. */
  take(occasion: Occasion): Fault | null {
    const fault = this.#store.state.faults.find(
      (candidate) => candidate.remaining !== 0 && fits(candidate, occasion),
    );
    if (!fault) return null;
    fault.hits += 1;
    if (fault.remaining !== null) fault.remaining -= 1;
    this.#store.touch();
    return fault;
  }
}

function fits(fault: Fault, occasion: Occasion): boolean {
  const place =
    fault.endpoint === '*' || fault.endpoint === occasion.endpoint || fault.endpoint === occasion.domain;
  return (
    place &&
    sameOrAny(fault.grantType, occasion.grantType) &&
    sameOrAny(fault.projectId, occasion.projectId) &&
    sameOrAny(fault.developerId, occasion.developerId) &&
    sameOrAny(fault.chart, occasion.chart)
  );
}

function sameOrAny(wanted: string | undefined, actual: string | undefined): boolean {
  return wanted === undefined || wanted === actual;
}
