import assert from 'node:assert/strict';

import type { BookEvent } from '../../simulator/book/event.js';
import { eventually } from '../support/eventually.js';
import { assertSame, type Facts, money } from './facts.js';
import { amountOf, type Micros, priceOf } from './ledger/prices.js';
import { dayOf } from './periods.js';
import { type Account, NumbersStage } from './stage.js';

const DAYS = 40;
const EVENTS = 1_000;

/** What is counted on one day; money in US dollars. */
class LiveDay {
  revenue: Micros = 0n;
  purchases = 0;
  renewals = 0;
  refunds = 0;
  cancellations = 0;
  expirations = 0;
  trials = 0;

  count(event: BookEvent): void {
    const { type, period, moneySign } = event;
    this.revenue += priceOf(event, 'USD') * BigInt(moneySign);
    const isTrial = period?.kind === 'TRIAL';
    if (type === 'RENEWAL') this.renewals += 1;
    if (type === 'EXPIRATION') this.expirations += 1;
    if (type === 'INITIAL_PURCHASE' && isTrial) this.trials += 1;
    if ((type === 'INITIAL_PURCHASE' && !isTrial) || type === 'NON_RENEWING_PURCHASE') this.purchases += 1;
    if (type === 'CANCELLATION') this[moneySign === -1 ? 'refunds' : 'cancellations'] += 1;
  }
}

describe('what webhooks have told', function () {
  this.timeout(240_000);
  let stage: NumbersStage;
  let account: Account;

  before(async () => {
    // Postgres tells when a webhook came: here everybody has the real time.
    const now = Date.now();
    stage = await NumbersStage.start(new Date(now).toISOString(), 'USD');
    const createdAt = new Date(now - DAYS * 86_400_000).toISOString();
    account = await stage.connect({
      seed: 'bogota',
      stores: ['app_store', 'rc_billing'],
      createdAt,
      by: 'api_key',
    });
  });
  after(() => stage?.stop());

  it('is counted on the UTC day it happened on, once, in whatever order and however often it came', async () => {
    const { token } = await stage.write('GET', '/revenue-layer/webhook-token');
    const { event_ids, statuses } = await stage.revenueCat.ask<{
      event_ids: string[];
      statuses: Record<string, number>;
    }>('POST', `/projects/${account.revenueCatProjectId}/send`, {
      url: `${stage.api.url}/api/webhooks/revenuecat?account=${account.id}`,
      authorization_header: `Bearer ${token}`,
      ...{ count: EVENTS, duplicates: 0.1, shuffle: true, concurrency: 10 },
    });
    assert.deepEqual(Object.keys(statuses), ['200']);
    assert.ok(event_ids.length > EVENTS / 4, `${event_ids.length} events`);
    assert.ok((statuses['200'] ?? 0) > event_ids.length, 'none was sent twice');
    const { prisma } = stage.stack.owner;
    await eventually(async () => assert.equal(await prisma.event_inbox.count(), 0), { within: '60s' });
    const rows = await prisma.live_daily_totals.findMany({ where: { account_id: account.id } });
    const stored = rows.map(({ day, ...row }) => {
      const { purchases, renewals, refunds, cancellations, expirations, trials } = row;
      const counts = { purchases, renewals, refunds, cancellations, expirations, trials };
      return [dayOf(day.getTime()), said(row.revenue_usd.toFixed(), counts)] as const;
    });
    assertSame(new Map(stored), expected(new Set(event_ids)), 'live totals');
  });

  function expected(sent: ReadonlySet<string>): Facts {
    const days = new Map<string, LiveDay>();
    for (const event of stage.stack.simulator.book(account.revenueCatProjectId).events) {
      const { id, at, customer, period } = event;
      if (!sent.has(id) || customer.environment === 'SANDBOX' || period?.familyShare) continue;
      const day = days.get(dayOf(at)) ?? new LiveDay();
      days.set(dayOf(at), day);
      day.count(event);
    }
    return new Map([...days].map(([day, { revenue, ...counts }]) => [day, said(amountOf(revenue), counts)]));
  }

  function said(revenue: string, counts: Readonly<Record<string, number>>): string {
    const texts = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
    return `${money(revenue)} USD, ${texts.join(', ')}`;
  }
});
