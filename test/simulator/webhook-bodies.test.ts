import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';

import type { Book } from '../../simulator/book/book.js';
import { type BookEvent, usdMicrosOf } from '../../simulator/book/event.js';
import type { Length } from '../../simulator/book/lengths.js';
import { DAY } from '../../simulator/clock.js';
import { isAnnounced, webhookBody } from '../../simulator/webhooks/body.js';
import { bookOf } from './book-stage.js';

const file = process.env['REVENUECAT_WEBHOOK_SAMPLES'] ?? '../shared/reference/webhook-samples.json';

type Fields = Record<string, unknown>;

describe('simulator: webhook bodies', () => {
  let book: Book;
  before(() => {
    book = bookOf({ stores: ['app_store', 'rc_billing'], createdAt: Date.parse('2024-10-01') });
  });
  const bodyOf = (event: BookEvent): Fields => webhookBody(event).event;
  const first = (fits: (event: BookEvent) => boolean): BookEvent =>
    book.events.find((event) => isAnnounced(event) && fits(event)) ?? assert.fail('none in the book');
  const ofType = (type: string) => first((event) => event.type === type);

  it("have the fields of RevenueCat's published samples, with values of the same kind", function () {
    if (!existsSync(file)) this.skip();
    const samples = JSON.parse(readFileSync(file, 'utf8')) as { event: Fields & { type: string } }[];
    const known = new Set(book.events.map(({ type }) => type as string));
    const paused = bookOf({ stores: ['play_store'] }).events.find(
      ({ type }) => type === 'SUBSCRIPTION_PAUSED',
    );
    for (const { event: sample } of samples) {
      if (!known.has(sample.type) && sample.type !== 'SUBSCRIPTION_PAUSED') continue;
      const fits = ({ type, moneySign }: BookEvent) =>
        type === sample.type && (type !== 'CANCELLATION' || moneySign === Math.sign(Number(sample['price'])));
      const ours = bodyOf(sample.type === 'SUBSCRIPTION_PAUSED' && paused ? paused : first(fits));
      for (const [name, value] of Object.entries(sample)) {
        if (name === 'experiments') continue;
        assert.ok(name in ours, `${sample.type} lacks ${name}`);
        if (value === null || ours[name] === null) continue;
        assert.equal(typeof ours[name], typeof value, `${sample.type} ${name}`);
        assert.equal(Array.isArray(ours[name]), Array.isArray(value), `${sample.type} ${name}`);
      }
    }
  });

  it('carry money exactly where money moved: in purchases, refunds and their reversals', () => {
    const paying = new Set(['INITIAL_PURCHASE', 'RENEWAL', 'NON_RENEWING_PURCHASE', 'REFUND_REVERSED']);
    for (const event of book.events.filter(isAnnounced)) {
      const price = Number(bodyOf(event)['price'] ?? 0);
      assert.equal(Math.round(price * 1e6), usdMicrosOf(event));
      if (price > 0) assert.ok(paying.has(event.type), event.type);
      if (price < 0) assert.deepEqual([event.type, event.reason], ['CANCELLATION', 'CUSTOMER_SUPPORT']);
    }
  });

  it('tell introductory offers apart, each at its own price and length', () => {
    const bought = (length: Length) =>
      bodyOf(
        first(({ type, period }) => {
          return type === 'INITIAL_PURCHASE' && period?.kind === 'INTRO' && period.length === length;
        }),
      );
    assert.equal(bought('P1M')['period_type'], 'INTRO');
    const upFront = bought('P3M');
    const days = (Number(upFront['expiration_at_ms']) - Number(upFront['purchased_at_ms'])) / DAY;
    assert.ok(days >= 89 && days <= 92, String(days));
    const third = first(({ period }) => period?.kind === 'INTRO' && period.introCycle === 3);
    const after = book.events.find(
      ({ type, customer, at }) => type === 'RENEWAL' && customer === third.customer && at > third.at,
    );
    assert.ok(!after || bodyOf(after)['period_type'] === 'NORMAL', 'three times, then the normal price');
  });

  it('say that families share, that it costs nothing, and never outside of the App Store', () => {
    const shared = book.events.filter(
      (event) => isAnnounced(event) && bodyOf(event)['is_family_share'] === true,
    );
    assert.ok(shared.length > 0);
    assert.ok(
      shared.every((event) => bodyOf(event)['price'] === 0 && bodyOf(event)['store'] === 'APP_STORE'),
    );
  });

  it('hand everything over to another user with a transfer, under the same transactions', () => {
    const transfer = ofType('TRANSFER');
    const { transferred_from: from, transferred_to: to, ...body } = bodyOf(transfer);
    assert.deepEqual(from, [transfer.customer.anonymousId, transfer.customer.appUserId]);
    assert.equal('app_user_id' in body, false);
    const own = book.events.filter(({ customer, period }) => customer === transfer.customer && period?.end);
    const [before, after] = [
      own.findLast(({ at }) => at < transfer.at),
      own.find(({ at }) => at > transfer.at),
    ];
    const [old, later] = [bodyOf(before ?? assert.fail()), bodyOf(after ?? assert.fail())];
    assert.equal(later['original_transaction_id'], old['original_transaction_id']);
    assert.deepEqual([from.includes(String(old['app_user_id'])), to], [true, later['aliases']]);
  });

  it('take back a refund for the same transaction, and open access again while its time lasts', () => {
    const reversal = ofType('REFUND_REVERSED');
    const refund = book.events.findLast(
      ({ moneySign, period, at }) => moneySign < 0 && period === reversal.period && at < reversal.at,
    );
    const [back, gone] = [bodyOf(reversal), bodyOf(refund ?? assert.fail())];
    assert.equal(back['transaction_id'], gone['transaction_id']);
    assert.equal(Number(back['price']), -Number(gone['price']));
  });

  it('leave grace to the stores that give it, and give invoices and credits no price', () => {
    const issue = ofType('BILLING_ISSUE');
    assert.ok(
      Number(bodyOf(issue)['grace_period_expiration_at_ms']) > Number(bodyOf(issue)['expiration_at_ms']),
    );
    const stripe = bookOf({ stores: ['stripe'] }).events.find(({ type }) => type === 'BILLING_ISSUE');
    assert.equal(bodyOf(stripe ?? assert.fail())['grace_period_expiration_at_ms'], null);
    const invoice = JSON.parse(JSON.stringify(bodyOf(ofType('INVOICE_ISSUANCE')))) as Fields;
    assert.deepEqual(
      ['price' in invoice, invoice['transaction_id'], invoice['store']],
      [false, null, 'RC_BILLING'],
    );
    const credits = bodyOf(ofType('VIRTUAL_CURRENCY_TRANSACTION'));
    assert.deepEqual(['price' in credits, 'environment' in credits], [false, false]);
  });
});
