import assert from 'node:assert/strict';

import { flowTile } from '../../api/revenue/flow-tile.js';
import type { Member } from '../../api/revenue/points.js';
import { rateTile } from '../../api/revenue/rate-tile.js';
import { snapshotTile } from '../../api/revenue/snapshot-tile.js';
import type { TileValue } from '../../api/revenue/tile-value.js';
import { TILES } from '../../api/revenue/tiles.js';
import { daily, days, monthly, type Sketch } from './member.js';

const YESTERDAY = '2026-11-21';
const TODAY = '2026-11-22';
const running = (value: string): Sketch => ({ value, incomplete: true });
const fraction = (value: string | null, numerator: string, denominator: string): Sketch => ({
  value,
  parts: { numerator, denominator },
});

/** What a tile says, in short: `value @ day`, `completeDays`, `previous`, who is missing. */
interface Expected {
  readonly now: string | null;
  readonly previous: string | null;
  readonly completeDays?: string | null;
  readonly missing?: readonly string[];
}

function inShort(tile: TileValue): Expected {
  const dated = (one: { value: { toFixed(): string }; asOf: string } | null | undefined) =>
    one ? `${one.value.toFixed()} @ ${one.asOf}` : null;
  return {
    now: tile.value === null || tile.asOf === null ? null : `${tile.value.toFixed()} @ ${tile.asOf}`,
    previous: dated(tile.previous),
    missing: tile.missing,
    ...(tile.completeDays !== undefined && { completeDays: dated(tile.completeDays) }),
  };
}

interface Case {
  readonly title: string;
  readonly members: readonly Member[];
  readonly says: Expected;
}

function checkAll(cases: readonly Case[], unite: (members: readonly Member[]) => TileValue): void {
  for (const { title, members, says } of cases) {
    it(title, () => assert.deepEqual(inShort(unite(members)), { missing: [], ...says }));
  }
}

describe('the tiles', () => {
  it('are fourteen, each with a name of its own', () => {
    assert.equal(new Set(TILES.map(({ name }) => name)).size, 14);
  });
});

describe('a snapshot tile', () => {
  checkAll(
    [
      {
        title: 'shows the newest complete day against 30 days earlier',
        members: [daily('a', TODAY, ['70', ...days(29, '90'), '100', running('55')])],
        says: { now: '100 @ 2026-11-21', previous: '70 @ 2026-10-22' },
      },
      {
        title: 'has nothing to compare with while the history is shorter than 30 days',
        members: [daily('a', YESTERDAY, days(30, '90'))],
        says: { now: '90 @ 2026-11-21', previous: null },
      },
      {
        title: 'adds the accounts up without losing a cent',
        members: [daily('a', YESTERDAY, ['0.1']), daily('b', YESTERDAY, ['0.2'])],
        says: { now: '0.3 @ 2026-11-21', previous: null },
      },
      {
        title: 'keeps every digit of a number that no binary fraction can hold',
        members: [daily('a', YESTERDAY, ['90071992547409930.01']), daily('b', YESTERDAY, ['0.02'])],
        says: { now: '90071992547409930.03 @ 2026-11-21', previous: null },
      },
      {
        title: 'takes the newest day that is complete in every account, when one has older numbers',
        members: [daily('a', YESTERDAY, ['1', '2', '3']), daily('stale', '2026-11-19', ['10'])],
        says: { now: '11 @ 2026-11-19', previous: null },
      },
      {
        title: 'does not take a day that one account has only in part',
        members: [daily('a', YESTERDAY, ['1', '2']), daily('b', YESTERDAY, ['10', running('20')])],
        says: { now: '11 @ 2026-11-20', previous: null },
      },
      {
        title: 'goes on without an account that has no numbers, and names it',
        members: [daily('a', YESTERDAY, ['5']), daily('new', YESTERDAY, [])],
        says: { now: '5 @ 2026-11-21', previous: null, missing: ['new'] },
      },
      {
        title: 'waits 30 days for an account that has fallen behind',
        members: [daily('a', YESTERDAY, days(31, '1')), daily('behind', '2026-10-22', ['10'])],
        says: { now: '11 @ 2026-10-22', previous: null },
      },
      {
        title: 'goes on without an account that is more than 30 days behind',
        members: [daily('a', YESTERDAY, days(32, '1')), daily('behind', '2026-10-21', ['10'])],
        says: { now: '1 @ 2026-11-21', previous: '1 @ 2026-10-22', missing: ['behind'] },
      },
      {
        title: 'goes on with the newest when two accounts share no day',
        members: [daily('born yesterday', YESTERDAY, ['1']), daily('stale', '2026-11-18', ['10'])],
        says: { now: '1 @ 2026-11-21', previous: null, missing: ['stale'] },
      },
      {
        title: 'compares the same accounts only: no previous while one of them is younger',
        members: [daily('a', YESTERDAY, days(31, '1')), daily('young', YESTERDAY, days(10, '10'))],
        says: { now: '11 @ 2026-11-21', previous: null },
      },
      {
        title: 'still shows numbers that are months old, if there are no others',
        members: [daily('paused', '2026-03-01', ['8'])],
        says: { now: '8 @ 2026-03-01', previous: null },
      },
      {
        title: 'is empty without a complete day',
        members: [daily('a', TODAY, [running('8')])],
        says: { now: null, previous: null, missing: ['a'] },
      },
      { title: 'is empty without accounts', members: [], says: { now: null, previous: null } },
    ],
    snapshotTile,
  );
});

describe('a tile of the last seven days', () => {
  checkAll(
    [
      {
        title: 'counts today so far, and compares seven complete days with seven before',
        members: [daily('a', TODAY, [...days(7, '1'), ...days(7, '2'), running('0.5')])],
        says: { now: '12.5 @ 2026-11-22', completeDays: '14 @ 2026-11-21', previous: '7 @ 2026-11-14' },
      },
      {
        title: 'does not drop at midnight: without a point of the new day it ends on the day before',
        members: [daily('a', YESTERDAY, [...days(14, '2'), running('1')])],
        says: { now: '13 @ 2026-11-21', completeDays: '14 @ 2026-11-20', previous: '14 @ 2026-11-13' },
      },
      {
        title: 'has nothing to compare with while a day of the fourteen is missing',
        members: [daily('a', YESTERDAY, [...days(3, '1'), null, ...days(10, '1')])],
        says: { now: '7 @ 2026-11-21', completeDays: '7 @ 2026-11-21', previous: null },
      },
      {
        title: 'has nothing to compare with while the history is shorter than two weeks',
        members: [daily('a', YESTERDAY, days(13, '1'))],
        says: { now: '7 @ 2026-11-21', completeDays: '7 @ 2026-11-21', previous: null },
      },
      {
        title: 'adds up what accounts have, and compares on days that all have complete',
        members: [
          daily('a', TODAY, [...days(30, '1'), running('1')]),
          daily('stale', '2026-11-19', days(30, '10')),
        ],
        says: { now: '47 @ 2026-11-22', completeDays: '77 @ 2026-11-19', previous: '77 @ 2026-11-12' },
      },
      {
        title: 'goes on without an account that has nothing within the seven days',
        members: [daily('a', YESTERDAY, days(14, '1')), daily('behind', '2026-11-14', days(14, '10'))],
        says: {
          now: '7 @ 2026-11-21',
          completeDays: '7 @ 2026-11-21',
          previous: '7 @ 2026-11-14',
          missing: ['behind'],
        },
      },
      {
        title: 'goes below zero when refunds outweigh purchases',
        members: [daily('a', YESTERDAY, ['5', '-7.25'])],
        says: { now: '-2.25 @ 2026-11-21', completeDays: '-2.25 @ 2026-11-21', previous: null },
      },
      {
        title: 'is empty without points',
        members: [daily('a', TODAY, [])],
        says: { now: null, previous: null, missing: ['a'] },
      },
    ],
    (members) => flowTile(members, 7),
  );

  it('is complete only when every account has all of its days complete', () => {
    const whole = daily('a', YESTERDAY, days(7, '1'));
    assert.equal(flowTile([whole], 7).complete, true);
    assert.equal(flowTile([whole, daily('b', TODAY, [...days(7, '1'), running('1')])], 7).complete, false);
  });

  it('keeps the kinds of new subscribers, added up by name', () => {
    const kinds = (direct: string, trials: string): Sketch => ({ value: '0', parts: { direct, trials } });
    const tile = flowTile(
      [daily('a', YESTERDAY, [kinds('1', '2'), kinds('3', '4')]), daily('b', YESTERDAY, [kinds('10', '20')])],
      7,
    );
    assert.deepEqual([tile.parts?.['direct']?.toFixed(), tile.parts?.['trials']?.toFixed()], ['14', '26']);
  });
});

describe('a rate tile', () => {
  checkAll(
    [
      {
        title: "shows RevenueCat's own value of the newest complete month against the month before",
        members: [monthly('a', '2026-11-01', ['4.1', '4.6', running('9')])],
        says: { now: '4.6 @ 2026-10-31', previous: '4.1 @ 2026-09-30' },
      },
      {
        title: 'weighs several accounts by their size: 1 of 10 and 9 of 990 are 1 %, not 5.5 %',
        members: [
          monthly('small', '2026-10-01', [fraction('10', '1', '10')]),
          monthly('large', '2026-10-01', [fraction('0.91', '9', '990')]),
        ],
        says: { now: '1 @ 2026-10-31', previous: null },
      },
      {
        title: 'is right far beyond the ninth decimal',
        members: [
          monthly('a', '2026-10-01', [fraction('50', '1', '2')]),
          monthly('b', '2026-10-01', [fraction('0', '0', '1')]),
        ],
        says: { now: '33.333333333333 @ 2026-10-31', previous: null },
      },
      {
        title: 'is empty for several accounts when one has no parts',
        members: [monthly('a', '2026-10-01', [fraction('10', '1', '10')]), monthly('b', '2026-10-01', ['5'])],
        says: { now: null, previous: null },
      },
      {
        title: 'is empty when there is nothing to divide by',
        members: [
          monthly('a', '2026-10-01', [fraction('0', '0', '0')]),
          monthly('b', '2026-10-01', [fraction('0', '0', '0')]),
        ],
        says: { now: null, previous: null },
      },
      {
        title: 'has no value for an account alone in a month in which it had nothing to divide by',
        members: [monthly('a', '2026-10-01', [fraction('5', '1', '20'), fraction(null, '0', '0')])],
        says: { now: null, previous: '5 @ 2026-09-30' },
      },
      {
        title: 'neither waits for nor lacks an account that had nothing to divide by',
        members: [
          monthly('a', '2026-10-01', [fraction('5', '1', '20'), fraction('20', '4', '20')]),
          monthly('none', '2026-10-01', [fraction('10', '1', '10'), fraction(null, '0', '0')]),
        ],
        says: { now: '20 @ 2026-10-31', previous: '6.666666666667 @ 2026-09-30' },
      },
      {
        title: 'is the own value of the only account that had anything to divide by, though it has no parts',
        members: [
          monthly('a', '2026-10-01', ['5']),
          monthly('none', '2026-10-01', [fraction('0', '0', '0')]),
        ],
        says: { now: '5 @ 2026-10-31', previous: null },
      },
      {
        title: 'counts what was lost in an account that began the month with nothing',
        members: [
          monthly('a', '2026-10-01', [fraction('10', '1', '10')]),
          monthly('new', '2026-10-01', [fraction(null, '2', '0')]),
        ],
        says: { now: '30 @ 2026-10-31', previous: null },
      },
      {
        title: 'goes on without an account that has no complete month',
        members: [
          monthly('a', '2026-10-01', [fraction('4', '4', '100')]),
          monthly('new', '2026-11-01', [running('50')]),
        ],
        says: { now: '4 @ 2026-10-31', previous: null, missing: ['new'] },
      },
      {
        title: 'takes the newest month that is complete in every account',
        members: [
          monthly('a', '2026-10-01', [fraction('1', '1', '100'), fraction('2', '2', '100')]),
          monthly('behind', '2026-09-01', [fraction('3', '3', '100')]),
        ],
        says: { now: '2 @ 2026-09-30', previous: null },
      },
    ],
    (members) => rateTile(members, 'percent'),
  );

  it('names an account that had nothing to divide by as counted, without a value', () => {
    const none = monthly('none', '2026-10-01', [fraction(null, '0', '0')]);
    const tile = rateTile([monthly('a', '2026-10-01', [fraction('20', '4', '20')]), none], 'percent');
    assert.deepEqual(
      tile.byAccount.map(({ accountId, value, asOf }) => [accountId, value?.toFixed() ?? null, asOf]),
      [
        ['a', '20', '2026-10-31'],
        ['none', null, '2026-10-31'],
      ],
    );
    assert.equal(rateTile([none], 'percent').parts?.['denominator']?.toFixed(), '0');
  });

  it('divides money by customers for LTV, and keeps both', () => {
    const tile = rateTile(
      [
        monthly('a', '2026-10-01', [fraction('2', '200.50', '100')]),
        monthly('b', '2026-10-01', [fraction('10', '99.50', '50')]),
      ],
      'money',
    );
    assert.equal(tile.value?.toFixed(), '2');
    assert.deepEqual(
      [tile.parts?.['numerator']?.toFixed(), tile.parts?.['denominator']?.toFixed()],
      ['300', '150'],
    );
  });
});
