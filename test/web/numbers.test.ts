import assert from 'node:assert/strict';

import { formatCount, formatCountCompact, plural } from '../../web/src/format/counts.js';
import { formatMoney, formatUsd } from '../../web/src/format/money.js';
import { formatRate } from '../../web/src/format/rates.js';
import { formatValue } from '../../web/src/format/value.js';

describe('Numbers on the pages', () => {
  it('show money without decimals in tiles from a thousand on', () => {
    assert.equal(formatMoney('48210.40', 'USD', 'tile'), '$48,210');
    assert.equal(formatMoney('999.99', 'USD', 'tile'), '$999.99');
    assert.equal(formatMoney('1.87', 'EUR', 'tile'), '€1.87');
    assert.equal(formatMoney('48210', 'JPY', 'tile'), '¥48,210');
  });

  it('show money exactly elsewhere, and compactly on axes', () => {
    assert.equal(formatMoney('48210.4', 'USD'), '$48,210.40');
    assert.equal(formatMoney('48210.40', 'USD', 'axis'), '$48.2K');
    assert.equal(formatMoney('15000', 'USD', 'axis'), '$15K');
    // A quarter of $4,200: called $1.1K, it would stand in the wrong place.
    assert.equal(formatMoney('1050', 'USD', 'axis'), '$1.05K');
  });

  it('keep every digit of an amount too large for a float', () => {
    assert.equal(formatMoney('90071992547409931.25', 'USD'), '$90,071,992,547,409,931.25');
  });

  it('write negative amounts with a true minus sign and zero without any', () => {
    assert.equal(formatMoney('-39.99', 'USD'), '−$39.99');
    assert.equal(formatMoney('-0.001', 'USD'), '$0.00');
  });

  it('name the country of dollars beside another currency', () => {
    assert.equal(formatUsd('39.99'), 'US$39.99');
    assert.equal(formatUsd('-39.99'), '−US$39.99');
  });

  it('group counts and never shorten them outside axes', () => {
    assert.equal(formatCount(9114), '9,114');
    assert.equal(formatCount('1234567'), '1,234,567');
    assert.equal(formatCountCompact(9114), '9.11K');
    assert.equal(plural(1, 'event'), '1 event');
    assert.equal(plural(3204, 'event'), '3,204 events');
    assert.equal(plural(2, 'delivery', 'deliveries'), '2 deliveries');
  });

  it('show rates with one decimal, below one percent with two', () => {
    assert.equal(formatRate(12.34), '12.3%');
    assert.equal(formatRate(0.84), '0.84%');
    assert.equal(formatRate(0), '0.0%');
    assert.equal(formatRate(-0.5), '−0.50%');
  });

  it('show a dash where there is no number', () => {
    assert.equal(formatValue(null, 'money', 'USD'), '–');
    assert.equal(formatValue(4.6, 'percent', 'USD'), '4.6%');
    assert.equal(formatValue(9114, 'count', 'USD', 'tile'), '9,114');
  });
});
