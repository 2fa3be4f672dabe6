import { type DimensionName, dimensions, type DimensionValue, type Subject } from './dimensions.js';
import type { Facts } from './facts.js';
import { remember } from './remember.js';

const kinds = ['sightings', 'trials', 'spans', 'payments'] as const;
type Lists = { -readonly [Kind in (typeof kinds)[number]]: Facts[Kind][number][] };

/** The part of the facts with certain values of a dimension. */
export function restrict(facts: Facts, name: DimensionName, ids: readonly string[]): Facts {
  return remember(facts, `restrict/${name}/${JSON.stringify(ids)}`, () => {
    const wanted = new Set(ids);
    const keep = (subject: Subject) => {
      if (dimensions[name].ofPurchases && !subject.product) return true;
      const value = dimensions[name].valueOf(subject);
      return value !== null && wanted.has(value.id);
    };
    return {
      ...{ firstDay: facts.firstDay, endDay: facts.endDay },
      sightings: facts.sightings.filter(keep),
      trials: facts.trials.filter(keep),
      spans: facts.spans.filter(keep),
      payments: facts.payments.filter(keep),
    };
  });
}

/** The facts of every value that occurs, apart. */
export function split(facts: Facts, name: DimensionName): { value: DimensionValue; facts: Facts }[] {
  return remember(facts, `split/${name}`, () => {
    const parts = new Map<string, { value: DimensionValue; facts: Facts & Lists }>();
    const { firstDay, endDay } = facts;
    // One pass over the facts, however many values there are.
    for (const kind of kinds) {
      for (const fact of facts[kind]) {
        const value = dimensions[name].valueOf(fact);
        if (!value) continue;
        let part = parts.get(value.id);
        if (!part) {
          const lists: Lists = { sightings: [], trials: [], spans: [], payments: [] };
          part = { value, facts: { firstDay, endDay, ...lists } };
          parts.set(value.id, part);
        }
        (part.facts[kind] as unknown[]).push(fact);
      }
    }
    return [...parts.values()];
  });
}

/** Every value of a dimension that occurs. */
export function valuesOf(facts: Facts, name: DimensionName): DimensionValue[] {
  return split(facts, name).map(({ value }) => value);
}
