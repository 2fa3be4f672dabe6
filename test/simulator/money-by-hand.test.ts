import assert from 'node:assert/strict';

import {
  bookConversionToPaying,
  bookLifetimeValue,
  bookRefundRate,
  bookRevenue,
  bookTrialConversion,
} from '../../simulator/book/answers.js';
import { microsPerUnit } from '../../simulator/book/rates.js';
import { HandBook } from './hand-book.js';

describe('simulator: money and cohorts, worked out by hand', () => {
  it('subtracts a refund on its own day, and adds it again when it is reversed; the older way undid the purchase', () => {
    const hand = new HandBook('2026-03-31');
    const customer = hand.customer('2026-03-01');
    const period = hand.buy(customer, '2026-03-02', 'Pro Monthly', { origin: 'direct' });
    hand.refund(customer, '2026-03-05', period);
    const days = (params = {}) => hand.draw('revenue', '2026-03-02', '2026-03-07', params);
    const none = [0, 0];
    assert.deepEqual(days(), [[9.99, 1], none, none, [-9.99, 0], none, none]);
    assert.deepEqual(days({ realtime: 'false' }), [none, none, none, none, none, none]);
    hand.note(customer, 'REFUND_REVERSED', '2026-03-07', period, { moneySign: 1 });
    assert.deepEqual(days(), [[9.99, 1], none, none, [-9.99, 0], none, [9.99, 0]]);
    assert.deepEqual(days({ realtime: 'false' })[0], [9.99, 1]);
    assert.equal(bookRevenue(hand.book, '2026-03-02', '2026-03-06').toNumber(), 0);
    assert.equal(bookRevenue(hand.book, '2026-03-07', '2026-03-07').toNumber(), 9.99);
    assert.deepEqual(hand.draw('actives', '2026-03-04', '2026-03-08').flat(), [1, 0, 0, 1, 1]);
  });

  it('restates the refund rate of the day of purchase when a refund comes', () => {
    const hand = new HandBook('2026-03-31');
    const [one, two] = [hand.customer('2026-03-01'), hand.customer('2026-03-01')];
    const period = hand.buy(one, '2026-03-02', 'Pro Monthly', { origin: 'direct' });
    hand.buy(two, '2026-03-02', '100 Credits');
    const day = () => hand.draw('refund_rate', '2026-03-02', '2026-03-02')[0];
    assert.deepEqual(day(), [2, 0, 0]);
    hand.refund(one, '2026-03-30', period);
    assert.deepEqual(day(), [2, 1, 50]);
    assert.equal(bookRefundRate(hand.book, '2026-03').rate, 50);
  });

  it('converts at the rate of the day of purchase, also what is refunded or renewed later', () => {
    const hand = new HandBook('2026-06-30');
    const customer = hand.customer('2026-03-01', { currency: 'GBP', country: 'GB', tax: 1667 });
    const period = hand.buy(customer, '2026-03-02', 'Pro Monthly', { origin: 'direct' });
    const pounds = microsPerUnit('GBP', Date.parse('2026-03-02')) / 1e6;
    assert.notEqual(microsPerUnit('GBP', Date.parse('2026-03-20')) / 1e6, pounds, 'rates move');
    hand.refund(customer, '2026-03-20', period);
    const gross = hand.draw('revenue', '2026-03-02', '2026-03-20').map(([money]) => money);
    assert.ok(Math.abs((gross[0] ?? NaN) - 8.99 * pounds) < 1e-6);
    assert.equal(gross[0], -(gross.at(-1) ?? NaN));
    const inPounds = hand.draw('revenue', '2026-03-02', '2026-03-20', { currency: 'GBP' });
    assert.deepEqual([inPounds[0]?.[0], inPounds.at(-1)?.[0]], [8.99, -8.99]);
    const selectors = JSON.stringify({ revenue_type: 'proceeds' });
    const proceeds = hand.draw('revenue', '2026-03-02', '2026-03-02', { currency: 'GBP', selectors })[0]?.[0];
    // Less 16.67 % tax and 30 % for the store.
    assert.ok(Math.abs((proceeds ?? NaN) - 8.99 * 0.5333) < 1e-5, String(proceeds));
  });

  it('gives a customer of the 1st until the end of the 8th to pay within 7 days', () => {
    const hand = new HandBook('2026-03-31');
    hand.buy(hand.customer('2026-03-01T23:00:00Z'), '2026-03-08T23:59:59.999Z', '100 Credits');
    hand.buy(hand.customer('2026-03-01T01:00:00Z'), '2026-03-09T00:00:00.000Z', '100 Credits');
    const undone = hand.customer('2026-03-01');
    hand.refund(undone, '2026-03-05', hand.buy(undone, '2026-03-02', '100 Credits'));
    const later = hand.customer('2026-03-01');
    hand.refund(later, '2026-03-20', hand.buy(later, '2026-03-02', '100 Credits'));
    const [rates] = hand.draw('conversion_to_paying', '2026-03-01', '2026-03-01');
    assert.deepEqual(
      rates,
      [4, 2, 50],
      'a refund after the 7 days leaves them alone, one within undoes the payment',
    );
    const answer = bookConversionToPaying(hand.book, '2026-03-01', 7);
    assert.deepEqual([answer.numerator, answer.denominator, answer.rate, answer.complete], [2, 4, 50, true]);
    assert.equal(bookConversionToPaying(hand.book, '2026-03-01', 7, { version: 'v2' }).numerator, 1);
  });

  it('divides what new customers brought in 30 days by all of them, and by those who paid', () => {
    const hand = new HandBook('2026-05-31');
    hand.customer('2026-03-01');
    const monthly = hand.customer('2026-03-01');
    hand.buy(monthly, '2026-03-02', 'Pro Monthly', { origin: 'direct' });
    hand.buy(monthly, '2026-04-02', 'Pro Monthly', { origin: 'renewal' });
    hand.buy(hand.customer('2026-03-01'), '2026-03-31T23:00:00Z', '100 Credits');
    // 9.99 and 4.99; the renewal came on day 32.
    assert.deepEqual(hand.draw('ltv_per_customer', '2026-03-01', '2026-03-01'), [[3, 14.98, 4.993333]]);
    assert.deepEqual(hand.draw('ltv_per_paying_customer', '2026-03-01', '2026-03-01'), [[2, 14.98, 7.49]]);
    const value = bookLifetimeValue(hand.book, '2026-03', 'paying_customer', 30);
    assert.deepEqual(
      [Number(value.numerator), value.denominator, Number(value.perCustomer)],
      [14.98, 2, 7.49],
    );
  });

  it('follows trials to their end: converted, expired or pending; a refunded conversion is none', () => {
    const hand = new HandBook('2026-03-10');
    const trial = (ends?: 'converts' | 'expires' | 'refunds') => {
      const customer = hand.customer('2026-03-01');
      const period = hand.buy(customer, '2026-03-02', 'Pro Monthly', { kind: 'TRIAL' });
      if (ends === 'expires') return hand.expire(customer, '2026-03-09', period);
      if (!ends) return;
      const paid = hand.buy(customer, '2026-03-09', 'Pro Monthly', { origin: 'trial_conversion' });
      if (ends === 'refunds') hand.refund(customer, '2026-03-09T12:00:00Z', paid);
    };
    trial('converts');
    trial('expires');
    trial('refunds');
    trial();
    assert.deepEqual(hand.draw('trial_conversion_rate', '2026-03-02', '2026-03-02'), [[4, 1, 2, 1, 25]]);
    const { conversions, expirations, pending, complete } = bookTrialConversion(hand.book, '2026-03-02');
    assert.deepEqual([conversions, expirations, pending, complete], [1, 2, 1, false]);
    assert.deepEqual(hand.draw('trials_movement', '2026-03-09', '2026-03-09'), [[0, -3, -3]]);
  });
});
