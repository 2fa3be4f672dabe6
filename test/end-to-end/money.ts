import assert from 'node:assert/strict';

import { Decimal } from 'decimal.js';

/** Exact sum of decimal texts. */
export function decimalSum(values: readonly string[]): Decimal {
  return Decimal.sum(0, ...values);
}

/** Equal to the cent. */
export function equalMoney(shown: string | number | null | undefined, expected: Decimal, what: string): void {
  assert.ok(shown !== null && shown !== undefined, `${what} is missing`);
  assert.equal(new Decimal(shown).toFixed(2), expected.toFixed(2), what);
}
