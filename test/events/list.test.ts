import assert from 'node:assert/strict';

import { deliver } from '../ingest/deliver.js';
import { type Stage, startStage } from '../ingest/stage.js';
import { addAccount, nameApp } from '../ingest/tenant.js';
import { ask, type Body, deliverAll, type Item, makeReader, type Reader } from './readers.js';

const EVENTS = '/revenue/events';

describe('The list of events', () => {
  let stage: Stage;
  let reader: Reader;
  let bystander: Reader;

  before(async () => {
    stage = await startStage();
  });
  beforeEach(async () => {
    reader = await makeReader(stage);
    bystander = await makeReader(stage);
    await deliverAll(stage, bystander, [{ id: 'not-yours' }]);
  });
  afterEach(async () => assert.deepEqual(await idsOf('', bystander), ['not-yours']));
  after(() => stage.close());

  it('is newest first, page by page, and new events do not move the pages that follow', async () => {
    const ids = await deliverAll(stage, reader, numbered(7));
    const first = await ask(stage, reader, `${EVENTS}?limit=3`);
    assert.deepEqual(idsIn(first.body), ids.slice(4).reverse());
    await deliverAll(stage, reader, numbered(3));
    const second = await ask(stage, reader, `${EVENTS}?limit=3&cursor=${first.body.next_cursor}`);
    assert.deepEqual(idsIn(second.body), ids.slice(1, 4).reverse());
    const third = await ask(stage, reader, `${EVENTS}?limit=3&cursor=${second.body.next_cursor}`);
    assert.deepEqual([idsIn(third.body), third.body.next_cursor], [[ids[0]], null]);
  });

  it('loses none that were received in the same moment', async () => {
    const bodies = Array.from({ length: 60 }, (_, n) => ({ event: { id: `same-${n}`, type: 'TEST' } }));
    await Promise.all(bodies.map((body) => deliver(stage, reader, JSON.stringify(body))));
    const met: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await ask(stage, reader, `${EVENTS}?limit=7${cursor && `&cursor=${cursor}`}`);
      met.push(...idsIn(page.body));
      cursor = page.body.next_cursor;
    }
    assert.deepEqual([...met].sort(), bodies.map(({ event }) => event.id).sort());
  });

  it('shows what a reader needs, money as text', async () => {
    await deliverAll(stage, reader, [{ id: 'e1', price: 25.487, event_timestamp_ms: 1_700_000_000_001 }]);
    const { body } = await ask(stage, reader, EVENTS);
    const { received_at, ...event } = body.items[0] as Item;
    assert.ok(Math.abs(Date.parse(received_at) - Date.now()) < 60_000);
    assert.deepEqual(event, {
      event_id: 'e1',
      type: 'RENEWAL',
      account_id: reader.accounts[0],
      occurred_at: '2023-11-14T22:13:20.001Z',
      processed_at: null,
      environment: 'PRODUCTION',
      app_id: null,
      app_user_id: 'customer-7',
      original_app_user_id: 'customer-7',
      product_id: 'pro_yearly',
      store: 'PLAY_STORE',
      period_type: 'NORMAL',
      price_usd: '25.487',
      currency: 'EUR',
      price_in_purchased_currency: '34.5',
      transaction_id: 'T-2',
      original_transaction_id: 'T-1',
      renewal_number: 2,
      country_code: 'DE',
      offer_code: null,
      cancel_reason: null,
      expiration_reason: null,
      conflicts: 0,
    });
  });

  it('shows bodies only when asked, every digit as received', async () => {
    const body = '{"event":{"id":"e1","type":"TEST","price":12345678901234567890.50,"app_user_id":"x"}}';
    await deliver(stage, reader, body);
    const without = await ask(stage, reader, EVENTS);
    assert.equal(without.body.items[0]?.body, undefined);
    const included = await ask(stage, reader, `${EVENTS}?include=body`);
    assert.match(included.text, /"body":\{"event": \{.*"price": 12345678901234567890\.50/);
    assert.equal(included.body.items[0]?.body?.event['app_user_id'], 'x');
  });

  it('are as many with their bodies as eight megabytes hold, and the rest on the pages that follow', async () => {
    // Five bytes that Postgres prints as a hundred.
    const numbers = Array.from({ length: 40_000 }, () => '1e99').join(',');
    for (let n = 1; n <= 5; n += 1)
      await deliver(stage, reader, `{"event":{"id":"large-${n}","type":"TEST","odd":[${numbers}]}}`);
    const ids: (string | undefined)[] = [];
    let pages = 0;
    for (let next = `${EVENTS}?include=body`; next !== ''; pages += 1) {
      const { text, body } = await ask(stage, reader, next);
      assert.ok(text.length < 9_000_000, `${text.length} characters`);
      ids.push(...body.items.map(({ event_id }) => event_id));
      next = body.next_cursor === null ? '' : `${EVENTS}?include=body&cursor=${body.next_cursor}`;
    }
    assert.deepEqual([...ids].sort(), ['large-1', 'large-2', 'large-3', 'large-4', 'large-5']);
    assert.ok(pages > 1);
  });

  it('can be narrowed by type, environment, account and routing', async () => {
    const other = await addAccount(stage, reader.projectId);
    await nameApp(stage, reader.projectId, other, 'app-of-other');
    await nameApp(stage, reader.projectId, reader.accounts[0] ?? '', 'app');
    await deliverAll(stage, reader, [
      { id: 'e1', app_id: 'app', type: 'RENEWAL' },
      { id: 'e2', app_id: 'app-of-other', type: 'CANCELLATION' },
      { id: 'e3', app_id: 'app', type: 'EXPIRATION', environment: 'SANDBOX' },
      { id: 'e4', app_id: 'unknown', type: 'RENEWAL' },
    ]);
    assert.deepEqual(await idsOf(''), ['e4', 'e3', 'e2', 'e1']);
    assert.deepEqual(await idsOf('?type=RENEWAL'), ['e4', 'e1']);
    assert.deepEqual(await idsOf('?type=RENEWAL,EXPIRATION'), ['e4', 'e3', 'e1']);
    assert.deepEqual(await idsOf('?environment=sandbox'), ['e3']);
    assert.deepEqual(await idsOf(`?accounts=${other}`), ['e2']);
    assert.deepEqual(await idsOf(`?accounts=${other},${reader.accounts[0]}`), ['e3', 'e2', 'e1']);
    assert.deepEqual(await idsOf('?routing=unrouted'), ['e4']);
    assert.deepEqual(await idsOf('?routing=unrouted&type=TEST'), []);
  });

  it('can be narrowed to a time of reception, both ends included', async () => {
    await deliverAll(stage, reader, [{ id: 'e1' }, { id: 'e2' }, { id: 'e3' }]);
    const times = {
      e1: '2026-01-31T00:00:00.000Z',
      e2: '2026-01-31T23:59:59.999Z',
      e3: '2026-02-01T00:00:00.000Z',
    };
    for (const [event_id, received_at] of Object.entries(times)) {
      await stage.owner.prisma.revenue_events.update({
        where: { project_id_event_id: { project_id: reader.projectId, event_id } },
        data: { received_at },
      });
    }
    assert.deepEqual(await idsOf('?from=2026-01-31&to=2026-01-31'), ['e2', 'e1']);
    assert.deepEqual(await idsOf('?from=2026-02-01'), ['e3']);
    assert.deepEqual(await idsOf(`?from=${times.e2}&to=${times.e3}`), ['e3', 'e2']);
    assert.deepEqual(await idsOf(`?to=${encodeURIComponent('2026-01-31T01:00:00+01:00')}`), ['e1']);
  });

  it('says what is wrong with a question', async () => {
    for (const query of [
      'from=yesterday',
      'from=2026-02-01&to=2026-01-01',
      'limit=0',
      'limit=201',
      'tpye=TEST',
      'routing=routed',
      'environment=moon',
      'include=all',
      'cursor=abc',
    ]) {
      const answer = await ask(stage, reader, `${EVENTS}?${query}`);
      assert.equal(answer.status, 422, query);
      assert.ok(answer.body.errors.length > 0, query);
    }
  });

  it("does not take another project's account, cursor or key", async () => {
    await deliverAll(stage, bystander, [{ id: 'x1' }, { id: 'x2' }]);
    const theirs = await ask(stage, bystander, `${EVENTS}?limit=1`);
    assert.equal((await ask(stage, reader, `${EVENTS}?cursor=${theirs.body.next_cursor}`)).status, 422);
    assert.equal((await ask(stage, reader, `${EVENTS}?accounts=${bystander.accounts[0]}`)).status, 404);
    assert.equal((await ask(stage, bystander, EVENTS, { key: reader.readKey })).status, 404);
    await stage.owner.prisma.revenue_events.deleteMany({ where: { event_id: { in: ['x1', 'x2'] } } });
  });

  it('does not take a cursor of another filter', async () => {
    await deliverAll(stage, reader, numbered(2));
    const page = await ask(stage, reader, `${EVENTS}?limit=1&type=RENEWAL`);
    const { next_cursor } = page.body;
    assert.equal((await ask(stage, reader, `${EVENTS}?limit=1&cursor=${next_cursor}`)).status, 422);
    assert.equal((await ask(stage, reader, `${EVENTS}?type=RENEWAL&cursor=${next_cursor}`)).status, 200);
  });

  it('comes as NDJSON, with the next page in a Link', async () => {
    const ids = await deliverAll(stage, reader, numbered(3));
    const headers = { Accept: 'application/x-ndjson' };
    const page = await ask(stage, reader, `${EVENTS}?limit=2`, { headers });
    assert.match(page.headers.get('content-type') ?? '', /^application\/x-ndjson/);
    const lines = page.text.trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { event_id: string }).event_id),
      [ids[2], ids[1]],
    );
    const next = /^<\/api\/projects\/[^/]+(.*)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1] ?? '';
    const rest = await ask(stage, reader, next, { headers });
    assert.equal((JSON.parse(rest.text) as { event_id: string }).event_id, ids[0]);
    assert.equal(rest.headers.get('link'), null);
  });

  it('comes as CSV that a spreadsheet does not run', async () => {
    await deliverAll(stage, reader, [
      { id: 'e1', price: -9.99, app_user_id: '=HYPERLINK("http://example.com","x")', offer_code: 'a,"b"\nc' },
    ]);
    const { text, headers } = await ask(stage, reader, EVENTS, { headers: { Accept: 'text/csv' } });
    assert.match(headers.get('content-type') ?? '', /^text\/csv/);
    const [header, ...lines] = text.split('\r\n');
    assert.match(header ?? '', /^event_id,type,account_id,occurred_at,received_at,/);
    assert.equal(lines.length, 2);
    assert.ok(text.includes(`"'=HYPERLINK(""http://example.com"",""x"")"`), text);
    assert.ok(text.includes('"a,""b""\nc"'));
    assert.match(text, /,-9\.99,/);
  });

  it('comes as CSV in which no text of others begins as a formula does', async () => {
    const starts = ['=', '+', '-', '@', '\t', '\r'];
    await deliverAll(
      stage,
      reader,
      starts.map((start) => ({ price: -9.99, product_id: `${start}1+1|cmd` })),
    );
    const { text } = await ask(stage, reader, EVENTS, { headers: { Accept: 'text/csv' } });
    for (const start of starts) {
      // A carriage return is quoted, too, else it would begin a row.
      const cell = start === '\r' ? `,"'\r1+1|cmd",` : `,'${start}1+1|cmd,`;
      assert.ok(text.includes(cell), JSON.stringify(start));
    }
    assert.equal(text.match(/,-9\.99,/g)?.length, starts.length);
  });

  const numbered = (count: number) => Array.from({ length: count }, () => ({}));

  const idsIn = (page: Body): string[] => page.items.map(({ event_id }) => event_id);

  async function idsOf(query: string, whose = reader): Promise<string[]> {
    const answer = await ask(stage, whose, EVENTS + query);
    assert.equal(answer.status, 200, answer.text);
    return idsIn(answer.body);
  }
});
