import assert from 'node:assert/strict';

import { ago, duration, oldness, until } from '../../web/src/format/age.js';
import {
  addDays,
  addMonths,
  daysInRange,
  firstOfMonth,
  formatDay,
  formatMonth,
  formatShortDay,
  isUtcDay,
  utcDayOf,
} from '../../web/src/format/days.js';
import { exactUtc } from '../../web/src/format/moment.js';

const NOW = Date.parse('2026-11-22T15:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('Times on the pages', () => {
  it('are told as ages, from a week on as a day', () => {
    assert.equal(ago(NOW - 20_000, NOW), 'just now');
    assert.equal(ago(NOW - 12 * MINUTE, NOW), '12 min ago');
    assert.equal(ago(NOW - 3 * HOUR, NOW), '3 h ago');
    assert.equal(ago(NOW - 25 * HOUR, NOW), '1 day ago');
    assert.equal(ago(NOW - 2 * DAY, NOW), '2 days ago');
    assert.equal(ago(NOW - 7 * DAY, NOW), '15 Nov 2026');
  });

  it('are told as the day where the reader is, which late in the evening is not the UTC day', () => {
    const before = process.env['TZ'];
    process.env['TZ'] = 'Pacific/Auckland';
    try {
      assert.equal(ago(NOW - 7 * DAY, NOW), '16 Nov 2026');
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  it('tell how old numbers are', () => {
    assert.equal(oldness(NOW - 12 * MINUTE, NOW), '12 min old');
    assert.equal(oldness(NOW - 30 * DAY, NOW), '30 days old');
    assert.equal(duration(30_000), 'moments');
  });

  it('tell what is still to come, and what should have come', () => {
    assert.equal(until(NOW + 41 * MINUTE, NOW), 'in 41 min');
    assert.equal(until(NOW + 20_000, NOW), 'in less than a minute');
    assert.equal(until(NOW, NOW), 'due now');
    assert.equal(until(NOW - HOUR, NOW), 'due now');
  });

  it('are exact in UTC where asked for', () => {
    assert.equal(exactUtc(new Date(NOW)), '22 Nov 2026, 15:00:00 UTC');
  });
});

describe('UTC days', () => {
  it('are written with the month in words', () => {
    assert.equal(formatDay('2026-11-20'), '20 Nov 2026');
    assert.equal(formatShortDay('2026-09-03'), '3 Sep');
    assert.equal(formatMonth('2026-09-01'), 'Sep 2026');
    assert.equal(utcDayOf(Date.parse('2026-11-20T23:59:59Z')), '2026-11-20');
  });

  it('are counted across months, years and leap days', () => {
    assert.equal(addDays('2028-02-28', 2), '2028-03-01');
    assert.equal(addDays('2026-01-01', -1), '2025-12-31');
    assert.equal(addMonths('2026-01-31', -11), '2025-02-01');
    assert.equal(firstOfMonth('2026-11-20'), '2026-11-01');
    assert.equal(daysInRange('2026-11-20', '2026-11-20'), 1);
    assert.equal(daysInRange('2025-11-21', '2026-11-20'), 365);
  });

  it('are told from what only looks like one', () => {
    assert.equal(isUtcDay('2026-02-28'), true);
    assert.equal(isUtcDay('2026-02-30'), false);
    assert.equal(isUtcDay('20 Nov'), false);
  });
});
