import assert from 'node:assert/strict';

import { CALLS_PER_RUN } from '../../activities/budget/interval.js';
import { HOUR } from '../account/states.js';
import type { Fleet, Lived, Publication } from './lived.js';
import { live } from './pure-fleet.js';

const MINUTE = HOUR / 60;
const FLEET: Fleet = { accounts: 15, perMinute: 5, interval: HOUR / 2, chartTakes: 2_000, lasts: 24 * HOUR };

/** Ages that numbers reached before the next came, or the end, in milliseconds. @param from number of the first account. */
function agesOf({ publications, until }: Lived, accounts: number, from = 0): number[] {
  return Array.from({ length: accounts - from }, (_none, index) => {
    const own = publications.filter(({ account }) => account === from + index).map(({ at }) => at);
    return own.map((at, place) => (own[place + 1] ?? until) - at);
  }).flat();
}

const inMinutes = (lengths: readonly number[]) => lengths.map((length) => Math.round(length / MINUTE));
const firsts = ({ publications }: Lived): Publication[] =>
  publications.filter(({ kind }) => kind === 'first');

function mostInAMinute({ sends }: Lived): number {
  return Math.max(...sends.map((from, index) => indexAt(sends, from + MINUTE, index) - index));
}

/** Index of the first send at that time or later. @param start to look from. */
function indexAt(sends: readonly number[], time: number, start: number): number {
  let index = start;
  while ((sends[index] ?? Infinity) < time) index += 1;
  return index;
}

describe('a day of one developer with 15 accounts at 5 chart calls a minute', () => {
  const day = live(FLEET);

  it('never asks more of RevenueCat in a minute than it allows', () => {
    assert.equal(mostInAMinute(day), 5);
  });

  it('publishes every account once per stretched interval, within a slot', () => {
    assert.equal(day.interval, 46 * MINUTE);
    const ages = agesOf(day, 15);
    assert.ok(ages.length >= 15 * (FLEET.lasts / day.interval - 2), `${ages.length} publications`);
    assert.ok(Math.max(...ages) < 2 * day.interval, `minutes: ${inMinutes(ages).sort().join(' ')}`);
    const late = ages.filter((age) => age > 1.25 * day.interval);
    assert.ok(late.length <= ages.length / 100, `minutes: ${inMinutes(late).join(' ')}`);
  });

  it('shows the first account after minutes, not only once all are through', () => {
    const waited = firsts(day).map(({ at }) => at - day.from);
    assert.equal(waited.length, 15);
    assert.ok(Math.min(...waited) < 3 * MINUTE, `minutes: ${inMinutes(waited).join(' ')}`);
    assert.ok(
      Math.max(...waited) < 1.2 * ((15 * CALLS_PER_RUN) / 5) * MINUTE,
      `minutes: ${inMinutes(waited).join(' ')}`,
    );
  });
});

describe('a fleet that shares a limit', () => {
  it('keeps its pace while RevenueCat takes ten seconds for a chart', () => {
    for (const fleet of [FLEET, { ...FLEET, accounts: 60, perMinute: 25 }]) {
      const lived = live({ ...fleet, chartTakes: 10_000, lasts: 8 * HOUR });
      assert.ok(mostInAMinute(lived) <= fleet.perMinute);
      const ages = agesOf(lived, fleet.accounts);
      assert.ok(Math.max(...ages) < 1.5 * lived.interval, `minutes: ${inMinutes(ages).join(' ')}`);
    }
  });

  it('lets no account starve while others are synced on demand all the time', () => {
    const lived = live({ ...FLEET, askedFor: { accounts: 8, every: MINUTE } });
    const ages = agesOf(lived, 15, 8);
    assert.ok(Math.max(...ages) < 2 * lived.interval, `minutes: ${inMinutes(ages).join(' ')}`);
  });

  it('has a sync that somebody asked for done in minutes, also where one waits for its turn already', () => {
    const { waits } = live({ ...FLEET, askedFor: { accounts: 1, every: 25 * MINUTE } });
    assert.ok(waits.length > 50);
    assert.ok(
      waits.filter((wait) => wait > 5 * MINUTE).length <= 1,
      `minutes: ${inMinutes(waits).join(' ')}`,
    );
  });

  it('asks for its turn a few times per call, even with a hundred accounts', () => {
    const { asks, sends } = live({ ...FLEET, accounts: 100 });
    assert.ok(asks / sends.length < 6, `${asks / sends.length} times`);
  });
});
