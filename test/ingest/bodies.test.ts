import assert from 'node:assert/strict';

import type { revenue_events } from '../../prisma/generated/client.js';
import { bodyOf, deliver, renewal } from './deliver.js';
import { type Stage, startStage } from './stage.js';
import { makeTenant, NOTHING, rowsOf, type Tenant } from './tenant.js';

const ATTRIBUTES = { $email: { value: 'someone@example.com', updated_at_ms: 1_700_000_000_000 } };

describe('The body of an event', () => {
  let stage: Stage;
  let tenant: Tenant;
  let bystander: Tenant;

  before(async () => {
    stage = await startStage();
    tenant = await makeTenant(stage);
    bystander = await makeTenant(stage);
  });
  after(async () => {
    assert.deepEqual(await rowsOf(stage, bystander), NOTHING);
    await stage.close();
  });

  it('is kept without personal attributes', async () => {
    const { text } = await stored(
      tenant,
      bodyOf(renewal({ id: 'private', subscriber_attributes: ATTRIBUTES })),
    );
    assert.doesNotMatch(text, /subscriber_attributes|someone/);
    assert.match(text, /"product_id": "pro_yearly"/);
  });

  it('is kept with them where the owner wants them', async () => {
    const keeper = await makeTenant(stage, { keepSubscriberAttributes: true });
    const { text } = await stored(keeper, bodyOf(renewal({ id: 'open', subscriber_attributes: ATTRIBUTES })));
    assert.match(text, /someone@example\.com/);
  });

  it('keeps every digit of every number', async () => {
    const numbers =
      '"price":25.487,"price_in_purchased_currency":12345678901234567890.5,"tax_percentage":0.1,"x":1.10';
    const body = `{"event":{"id":"digits","type":"RENEWAL","event_timestamp_ms":1658726378679,${numbers}}}`;
    const { row, text } = await stored(tenant, body);
    for (const digits of ['25.487', '12345678901234567890.5', '0.1', '1.10'])
      assert.ok(text.includes(digits), digits);
    assert.equal(row.price_usd?.toFixed(), '25.487');
    assert.equal(row.price_in_purchased_currency?.toFixed(), '12345678901234567890.5');
    assert.equal(row.event_at?.toISOString(), '2022-07-25T05:19:38.679Z');
  });

  it('keeps a refund negative', async () => {
    const { row } = await stored(tenant, bodyOf(renewal({ type: 'CANCELLATION', price: -9.99 })));
    assert.equal(row.price_usd?.toFixed(), '-9.99');
  });

  it('may be of a type and have fields that nobody has heard of', async () => {
    const { row, text } = await stored(
      tenant,
      bodyOf(renewal({ type: 'MOON_LANDING', crater: { depth: 7 } })),
    );
    assert.equal(row.type, 'MOON_LANDING');
    assert.match(text, /"crater": \{"depth": 7\}/);
  });

  it('may hold the wrong kind of value in any optional field: the column is empty, the body complete', async () => {
    const wrong = {
      event_timestamp_ms: 'yesterday',
      price: '39.99',
      renewal_number: 1.5,
      store: 7,
      environment: null,
      country_code: ['DE'],
      currency: { code: 'EUR' },
    };
    const { row, text } = await stored(tenant, bodyOf(renewal(wrong)));
    const columns = [
      row.event_at,
      row.price_usd,
      row.renewal_number,
      row.store,
      row.environment,
      row.country_code,
    ];
    assert.deepEqual([...columns, row.currency], [null, null, null, null, null, null, null]);
    assert.match(text, /"price": "39\.99"/);
    assert.equal(row.product_id, 'pro_yearly');
    assert.equal(row.ordered_at.getTime(), row.received_at.getTime());
  });

  it('is ordered by its own time, but no more than five minutes ahead of ours', async () => {
    const past = Date.parse('2024-02-29T12:00:00.123Z');
    const { row: earlier } = await stored(tenant, bodyOf(renewal({ event_timestamp_ms: past })));
    assert.equal(earlier.ordered_at.getTime(), past);
    const year4466 = Date.parse('4466-01-01T00:00:00Z');
    const { row: wild } = await stored(tenant, bodyOf(renewal({ event_timestamp_ms: year4466 })));
    assert.equal(wild.event_at?.getTime(), year4466);
    assert.equal(wild.ordered_at.getTime() - wild.received_at.getTime(), 5 * 60_000);
    const { row: beyond } = await stored(tenant, bodyOf(renewal({ event_timestamp_ms: 9e18 })));
    assert.equal(beyond.event_at, null);
  });

  it('fills the columns that people read', async () => {
    const { row } = await stored(
      tenant,
      bodyOf(renewal({ id: 'columns', offer_code: 'spring', renewal_number: 3 })),
    );
    assert.deepEqual(
      {
        account: row.account_id,
        user: row.app_user_id,
        product: row.product_id,
        period: row.period_type,
        transaction: [row.original_transaction_id, row.transaction_id, row.renewal_number],
        money: [row.currency, row.price_usd?.toFixed(), row.price_in_purchased_currency?.toFixed()],
        rest: [row.store, row.environment, row.country_code, row.offer_code, row.cancel_reason],
      },
      {
        account: tenant.accounts[0],
        user: 'customer-7',
        product: 'pro_yearly',
        period: 'NORMAL',
        transaction: ['T-1', 'T-2', 3],
        money: ['EUR', '39.99', '34.5'],
        rest: ['PLAY_STORE', 'PRODUCTION', 'DE', 'spring', null],
      },
    );
  });

  it('may have any characters in its text', async () => {
    const odd = `"'\\ $1 \u2028 😀 ${'é'.repeat(1_000)}`;
    const { row } = await stored(tenant, bodyOf(renewal({ app_user_id: odd })));
    assert.equal(row.app_user_id, odd);
  });

  async function stored(owner: Tenant, body: string): Promise<{ row: revenue_events; text: string }> {
    const { id } = (JSON.parse(body) as { event: { id: string } }).event;
    const sent = await deliver(stage, owner, body);
    assert.equal(sent.status, 200, sent.text);
    const key = { project_id: owner.projectId, event_id: id };
    const row = await stage.owner.prisma.revenue_events.findUniqueOrThrow({
      where: { project_id_event_id: key },
    });
    const { rows } = await stage.owner.pool.query<{ text: string }>(
      'select body::text as text from revenue_events where project_id = $1 and event_id = $2',
      [owner.projectId, id],
    );
    return { row, text: rows[0]?.text ?? '' };
  }
});
