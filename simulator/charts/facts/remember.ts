import type { Facts } from './facts.js';

const memory = new WeakMap<Facts, Map<string, unknown>>();

/** What was worked out from facts before, or what `make` works out now. One key always goes with one type. */
export function remember<T>(facts: Facts, key: string, make: () => T): T {
  let known = memory.get(facts);
  if (!known) {
    known = new Map();
    memory.set(facts, known);
  }
  if (!known.has(key)) known.set(key, make());
  return known.get(key) as T;
}
