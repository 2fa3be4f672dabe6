import assert from 'node:assert/strict';

import fc from 'fast-check';

import { CALLS_PER_RUN, intervalFor } from '../../activities/budget/interval.js';
import { type Budget, decide, type Turn, WINDOW } from '../../activities/budget/turns.js';

const HOUR = 3_600_000;
const NOW = 1_000_000_000;
const turn = (who: string, patch: Partial<Turn> = {}): Turn => ({
  who,
  urgent: false,
  publishedAt: NOW,
  ...patch,
});

function budget(patch: Partial<Budget> = {}): Budget {
  return { perMinute: 5, sent: [], others: 0, othersUntil: 0, blockedUntil: 0, waiting: [], ...patch };
}

describe("a developer's limit at RevenueCat", () => {
  it('lets through as many sends a minute as the last answer allowed, and says when there is room again', () => {
    let state = budget();
    for (let count = 0; count < 5; count += 1) {
      const decision = decide(state, turn('a'), NOW + count);
      assert.equal(decision.wait, null);
      state = { ...state, ...decision };
    }
    assert.equal(decide(state, turn('a'), NOW + 10).wait, WINDOW - 10);
  });

  it('is never passed in any minute, whoever asks and whenever', () => {
    const asks = fc.array(
      fc.record({ who: fc.constantFrom('a', 'b', 'c', 'd'), urgent: fc.boolean(), after: fc.nat(20_000) }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(asks, fc.integer({ min: 1, max: 10 }), (sequence, perMinute) => {
        let state = budget({ perMinute });
        let now = NOW;
        const granted: number[] = [];
        for (const { who, urgent, after } of sequence) {
          now += after;
          const decision = decide(state, turn(who, { urgent }), now);
          if (decision.wait === null) granted.push(now);
          else assert.ok(decision.wait > 0);
          state = { ...state, ...decision };
        }
        for (const from of granted) {
          assert.ok(granted.filter((time) => time >= from && time < from + 60_000).length <= perMinute);
        }
      }),
    );
  });

  it('goes to a first sync before an hourly one, then to whose numbers are the oldest', () => {
    const full = budget({ sent: [NOW - 1, NOW - 2, NOW - 3, NOW - 4, NOW - 50_000] });
    const stale = turn('stale', { publishedAt: NOW - 5 * HOUR });
    const first = turn('first', { urgent: true, publishedAt: 0 });
    let state = full;
    for (const one of [turn('fresh'), stale, first]) state = { ...state, ...decide(state, one, NOW) };
    // One place is free: the others are told to come again.
    const later = NOW + WINDOW - 50_000;
    assert.ok((decide(state, turn('fresh'), later).wait ?? 0) > 0);
    assert.ok((decide(state, stale, later).wait ?? 0) > 0);
    assert.equal(decide(state, first, later).wait, null);
  });

  it('does not keep a place for ever for somebody who never comes back', () => {
    const gone = { ...turn('gone', { urgent: true }), keptUntil: NOW + 1_000 };
    assert.ok((decide(budget({ perMinute: 1, waiting: [gone] }), turn('a'), NOW).wait ?? 0) > 0);
    assert.equal(decide(budget({ perMinute: 1, waiting: [gone] }), turn('a'), NOW + 1_001).wait, null);
  });

  it('leaves to others what they use of it, but never all', () => {
    const used = { others: 3, othersUntil: NOW + 60_000 };
    assert.ok((decide(budget({ ...used, sent: [NOW, NOW] }), turn('a'), NOW).wait ?? 0) > 0);
    assert.equal(decide(budget({ ...used, sent: [NOW] }), turn('a'), NOW).wait, null);
    assert.equal(decide(budget({ others: 9, othersUntil: NOW + 1 }), turn('a'), NOW).wait, null);
    assert.equal(
      decide(budget({ others: 3, othersUntil: NOW, sent: [NOW, NOW] }), turn('a'), NOW).wait,
      null,
    );
  });

  it('rests until RevenueCat wants to be asked again', () => {
    assert.equal(
      decide(budget({ blockedUntil: NOW + 30_000 }), turn('a', { urgent: true }), NOW).wait,
      30_000,
    );
  });

  it('serves every account in turn, none starves', () => {
    const accounts = Array.from({ length: 15 }, (_none, index) => ({
      turn: turn(`account-${index}`, { publishedAt: NOW - index }),
      left: CALLS_PER_RUN,
      at: NOW,
      done: 0,
    }));
    let state = budget();
    for (let step = 0; accounts.some(({ left }) => left > 0); step += 1) {
      assert.ok(step < 100_000);
      const next = accounts.filter(({ left }) => left > 0).sort((a, b) => a.at - b.at)[0];
      assert.ok(next);
      const decision = decide(state, next.turn, next.at);
      state = { ...state, ...decision };
      if (decision.wait === null) {
        next.left -= 1;
        next.done = next.at;
      } else next.at += decision.wait + 250;
    }
    const took = Math.max(...accounts.map(({ done }) => done)) - NOW;
    const least = ((accounts.length * CALLS_PER_RUN) / 5) * 60_000;
    assert.ok(took / least < 1.2, `${took / least} times the least that is possible`);
  });
});

describe('the interval between syncs', () => {
  it('is the setting while all accounts of a developer fit into it', () => {
    assert.equal(intervalFor(HOUR, 15, 5), HOUR);
  });

  it('stretches to whole minutes where they do not', () => {
    assert.equal(intervalFor(HOUR, 30, 5), Math.ceil((30 * CALLS_PER_RUN) / 4.5) * 60_000);
  });
});
