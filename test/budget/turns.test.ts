import assert from 'node:assert/strict';

import { intervalFor } from '../../activities/budget/interval.js';
import { answered, type Budget, decide, paceOf, type Turn } from '../../activities/budget/turns.js';

const HOUR = 3_600_000;
const NOW = 1_000_000_000;
const { window: WINDOW, lateness: LATENESS } = paceOf();

const turn = (who: string, patch: Partial<Turn> = {}): Turn => ({
  ...{ who, urgent: false, publishedAt: NOW, since: NOW, left: 1 },
  ...patch,
});

function budget(patch: Partial<Budget> = {}): Budget {
  return { perMinute: 5, sent: [], others: 0, othersUntil: 0, blockedUntil: 0, waiting: [], ...patch };
}

/** One send, answered at once. */
function sends(state: Budget, who: Turn, now: number): Budget {
  const decision = decide(state, who, now);
  assert.equal(decision.wait, null);
  return { ...state, ...decision, sent: answered(decision.sent, now, now) };
}

describe("a developer's limit at RevenueCat", () => {
  it('lets through as many sends a minute as the last answer allowed, and says when there is room again', () => {
    let state = budget();
    for (let count = 0; count < 5; count += 1) state = sends(state, turn('a'), NOW + count);
    assert.equal(decide(state, turn('a'), NOW + 10).wait, WINDOW - 10);
  });

  it('counts a send until a minute after its answer', () => {
    const { sent } = decide(budget({ perMinute: 1 }), turn('a'), NOW);
    const slow = answered(sent, NOW, NOW + 40_000);
    assert.equal(decide(budget({ perMinute: 1, sent: slow }), turn('a'), NOW + 70_000).wait, WINDOW - 30_000);
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

  it('goes to those who never had numbers in the order in which they came', () => {
    const never = { urgent: true, publishedAt: 0 };
    let state = budget({ perMinute: 1, sent: [NOW - 30_000] });
    const [first, second] = [
      turn('z', { ...never, since: NOW - 2 }),
      turn('a', { ...never, since: NOW - 1 }),
    ];
    for (const one of [second, first]) state = { ...state, ...decide(state, one, NOW) };
    const later = NOW - 30_000 + WINDOW;
    assert.ok((decide(state, second, later).wait ?? 0) > 0);
    assert.equal(decide(state, first, later).wait, null);
  });

  it('lets somebody who waits have all their sends in one go', () => {
    const person = turn('person', { urgent: true, left: 3 });
    let state = sends(budget(), person, NOW);
    state = sends(state, turn('other'), NOW + 100);
    state = sends(state, turn('another'), NOW + 200);
    // Two places are left, and the person will need both.
    assert.equal(decide(state, turn('late'), NOW + 300).wait, LATENESS);
    state = sends(state, { ...person, left: 2 }, NOW + 400);
    assert.ok((decide(state, turn('late'), NOW + 500).wait ?? 0) > 0);
    assert.equal(decide(state, { ...person, left: 1 }, NOW + 600).wait, null);
  });

  it('does not leave room unused while RevenueCat takes its time to answer', () => {
    const person = turn('person', { urgent: true, left: 5 });
    const state = sends(budget({ perMinute: 2 }), person, NOW);
    assert.ok((decide(state, turn('other'), NOW + 100).wait ?? 0) > 0);
    assert.equal(decide(state, turn('other'), NOW + 100 + LATENESS).wait, null);
  });

  it('asks those who are far back in the line to come again only when it can be their turn', () => {
    let state = budget({ sent: [NOW, NOW, NOW, NOW, NOW] });
    const waits = Array.from({ length: 12 }, (_none, place) => {
      const decision = decide(state, turn(`account-${place}`, { publishedAt: NOW - 100 + place }), NOW);
      state = { ...state, ...decision };
      return (decision.wait ?? 0) / WINDOW;
    });
    assert.deepEqual(waits, [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3]);
  });

  it('does not keep a place for ever for somebody who never comes back', () => {
    const gone = { ...turn('gone', { urgent: true }), keptUntil: NOW + 1_000, busy: false };
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
});

describe('the interval between syncs', () => {
  it('is the setting while all accounts of a developer fit into it', () => {
    assert.equal(intervalFor(HOUR, 15, 5), HOUR);
  });

  it('stretches to whole minutes where they do not', () => {
    // 13 calls each are 390, at 4.25 a minute.
    assert.equal(intervalFor(HOUR, 30, 5), 92 * 60_000);
  });
});
