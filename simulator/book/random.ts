/** Pseudo-random numbers fixed by a key: the same key gives the same sequence on every machine. */
export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** Integer between both bounds, inclusive. */
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  /** One of the entries, in proportion to its weight. */
  pick<T>(weighted: readonly (readonly [T, number])[]): T;
}

/** FNV-1a over a text, from any start; mixed, so that texts differing in one character diverge. */
function hash(text: string, start = 0x811c9dc5): number {
  let value = start;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return mix(value);
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Mulberry32: tiny, and even enough for made-up customers. */
export function randomFor(key: string): Random {
  let state = hash(key);
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (probability) => next() < probability,
    pick(weighted) {
      const total = weighted.reduce((sum, [, weight]) => sum + weight, 0);
      let rest = next() * total;
      const [fallback] = weighted;
      if (!fallback) throw new RangeError('Nothing to pick from');
      return (weighted.find(([, weight]) => (rest -= weight) < 0) ?? fallback)[0];
    },
  };
}

const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A 32-bit word as eight hexadecimal digits. */
function hexOf(word: number): string {
  const digits = (shift: number) => bytes[(word >>> shift) & 0xff] ?? '';
  return digits(24) + digits(16) + digits(8) + digits(0);
}

/** Lower-case hexadecimal digits fixed by a key, for made-up identifiers: at most 32. */
export function hexFor(key: string, length: number): string {
  // Two independent hashes carry 64 bits of the key; the other words are mixed from them.
  const low = hash(key);
  const high = hash(key, 0x9e3779b9);
  const more = hexOf(mix(low + Math.imul(high, 3))) + hexOf(mix(high + Math.imul(low, 5)));
  return (hexOf(low) + hexOf(high) + more).slice(0, length);
}

/** An upper-case UUID fixed by a key, as RevenueCat's event ids look. */
export function uuidFor(key: string): string {
  const hex = hexFor(key, 32).toUpperCase();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
