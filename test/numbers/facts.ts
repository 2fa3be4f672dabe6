import assert from 'node:assert/strict';

import { Decimal } from 'decimal.js';

/** What is to be equal, by what it is about: one line of text each, so that a difference can be read. */
export type Facts = ReadonlyMap<string, string>;

/** Differences told; the rest is counted. */
const TOLD = 8;

/** Every fact of one side is on the other, and says the same. */
export function assertSame(shown: Facts, book: Facts, what: string): void {
  assert.ok(book.size > 0, `${what}: nothing to compare`);
  const differences = [...new Set([...book.keys(), ...shown.keys()])].flatMap((key) => {
    const [ours, theirs] = [shown.get(key) ?? 'nothing', book.get(key) ?? 'nothing'];
    return ours === theirs ? [] : [`${key}: we have ${ours}, the book says ${theirs}`];
  });
  if (differences.length === 0) return;
  const told = differences.slice(0, TOLD).join('\n  ');
  assert.fail(`${what}: ${differences.length} of ${book.size} differ\n  ${told}`);
}

/** Exact, without needless zeros. */
export function money(value: string | number | Decimal | null): string {
  return value === null ? 'null' : new Decimal(value).toFixed();
}

/** Rates are binary numbers at RevenueCat: equal if they are so to the ninth digit. */
export function rate(value: string | number | Decimal | null): string {
  return value === null ? 'null' : new Decimal(new Decimal(value).toFixed(9)).toFixed();
}

/** Parts in order of their names. */
export function partsText(parts: Readonly<Record<string, unknown>> | null): string {
  if (parts === null) return '';
  const names = Object.keys(parts).sort();
  return ` = ${names.map((name) => `${name} ${money(String(parts[name]))}`).join(', ')}`;
}
