import assert from 'node:assert/strict';

import fc from 'fast-check';

import { answered, type Budget, decide } from '../../activities/budget/turns.js';

const MINUTE = 60_000;
const NOW = 1_000_000_000;
/** The longest that a call takes, in milliseconds; below what the budget gives it. */
const LONGEST = 50_000;

/** Somebody asks for a send; if it is granted, it is on the road for some time, and so is its answer. */
const ask = fc.record({
  who: fc.constantFrom('a', 'b', 'c', 'd'),
  urgent: fc.boolean(),
  left: fc.integer({ min: 1, max: 13 }),
  after: fc.nat(20_000),
  thereAfter: fc.nat(LONGEST / 2),
  backAfter: fc.nat(LONGEST / 2),
  /** The worker dies before it hears the answer. */
  dies: fc.boolean(),
});

describe("no minute of RevenueCat's", () => {
  it('sees more sends than its limit, whoever asks, whenever, and however long sends and answers take', () => {
    fc.assert(
      fc.property(fc.array(ask, { maxLength: 200 }), fc.integer({ min: 1, max: 10 }), (asks, perMinute) => {
        const arrivals = arrivalsOf(asks, perMinute);
        for (const from of arrivals) {
          const count = arrivals.filter((time) => time >= from && time < from + MINUTE).length;
          assert.ok(count <= perMinute, `${count} from ${from}`);
        }
      }),
    );
  });
});

type Ask = typeof ask extends fc.Arbitrary<infer One> ? One : never;

function arrivalsOf(asks: readonly Ask[], perMinute: number): number[] {
  let budget: Budget = { perMinute, sent: [], others: 0, othersUntil: 0, blockedUntil: 0, waiting: [] };
  let now = NOW;
  const arrivals: number[] = [];
  let underWay: { readonly at: number; readonly backAt: number }[] = [];
  for (const { who, urgent, left, after, thereAfter, backAfter, dies } of asks) {
    now += after;
    for (const { at, backAt } of underWay.filter((send) => send.backAt <= now)) {
      budget = { ...budget, sent: answered(budget.sent, at, backAt) };
    }
    underWay = underWay.filter((send) => send.backAt > now);
    const turn = { who, urgent, publishedAt: NOW, since: NOW, left };
    const { wait, ...kept } = decide(budget, turn, now);
    budget = { ...budget, ...kept };
    if (wait !== null) {
      assert.ok(wait > 0);
      continue;
    }
    arrivals.push(now + thereAfter);
    if (!dies) underWay.push({ at: now, backAt: now + thereAfter + backAfter });
  }
  return arrivals;
}
