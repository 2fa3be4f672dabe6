import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';

import { eventually } from '../support/eventually.js';
import { bodyOf, deliver, openDelivery, renewal, type Sent } from './deliver.js';
import { type Stage, startStage } from './stage.js';
import { makeTenant, NOTHING, rowsOf, type Tenant } from './tenant.js';

const MIB = 1024 * 1024;

describe('The webhook address', () => {
  let stage: Stage;
  let tenant: Tenant;
  let bystander: Tenant;

  before(async () => {
    stage = await startStage();
  });
  beforeEach(async () => {
    tenant = await makeTenant(stage);
    bystander = await makeTenant(stage);
  });
  afterEach(async () => assert.deepEqual(await rowsOf(stage, bystander), NOTHING));
  after(() => stage.close());

  it('takes a body of 1 MiB, and answers 413 to one byte more', async () => {
    const empty = bodyOf(renewal({ filler: '' }));
    const body = bodyOf(renewal({ filler: 'x'.repeat(MIB - empty.length) }));
    assert.equal(Buffer.byteLength(body), MIB);
    assert.equal((await deliver(stage, tenant, body)).status, 200);
    refused(await deliver(stage, tenant, `${body} `), 413, 'payload-too-large');
  });

  it('answers 413 to a body that grows too large without having said so', async () => {
    const sent = openDelivery(stage, {
      authorization: `Bearer ${tenant.token}`,
      'transfer-encoding': 'chunked',
    });
    for (let n = 0; n < 33; n += 1) sent.request.write(' '.repeat(MIB / 32));
    sent.request.write(' ');
    assert.equal((await sent.answer).statusCode, 413);
    sent.request.destroy();
  });

  it('answers 415 to what is not JSON by its type, is in another charset, or compressed', async () => {
    const cases: Record<string, string>[] = [
      { 'Content-Type': 'text/plain' },
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      { 'Content-Type': 'application/json; charset=utf-16' },
      { 'Content-Encoding': 'gzip' },
    ];
    for (const headers of cases) {
      const body =
        'Content-Encoding' in headers ? new Uint8Array(gzipSync(bodyOf(renewal()))) : bodyOf(renewal());
      refused(await deliver(stage, tenant, body, { headers }), 415, 'unsupported-media-type');
    }
  });

  it('takes JSON by any of its names', async () => {
    for (const type of ['application/json; charset=UTF-8', 'Application/JSON', 'application/vnd.rc+json']) {
      const sent = await deliver(stage, tenant, bodyOf(renewal()), { headers: { 'Content-Type': type } });
      assert.equal(sent.status, 200, type);
    }
  });

  it('answers 400 to what is no JSON', async () => {
    const utf16 = new Uint8Array(Buffer.from(bodyOf(renewal()), 'utf16le'));
    const cut = bodyOf(renewal()).slice(0, -1);
    for (const body of ['', 'hello', '{"event":', cut, '{} {}', new Uint8Array([0xff, 0x7b, 0x7d]), utf16]) {
      refused(await deliver(stage, tenant, body), 400, 'malformed-json');
    }
    assert.deepEqual(await rowsOf(stage, tenant), NOTHING);
  });

  it("answers 401 without waiting for a stranger's body", async () => {
    const sent = openDelivery(stage, { authorization: 'Bearer wrong', 'content-length': '1000000' });
    sent.request.write('{');
    assert.equal((await sent.answer).statusCode, 401);
    sent.request.destroy();
  });

  it('forgets a delivery whose sender hangs up half way', async () => {
    const sent = openDelivery(stage, { authorization: `Bearer ${tenant.token}`, 'content-length': '1000' });
    sent.request.write('{"event":');
    await eventually(() => sent.request.socket?.bytesWritten !== 0);
    sent.request.destroy();
    await assert.rejects(sent.answer);
    assert.equal((await deliver(stage, tenant, bodyOf(renewal()))).status, 200);
    assert.deepEqual(await rowsOf(stage, tenant), { ...NOTHING, events: 1, inbox: 1 });
  });

  it('finishes what is in flight when it is closed, and answers 503 from then on', async () => {
    const closing = await startStage();
    const owner = await makeTenant(closing);
    const sends = Array.from({ length: 50 }, () => deliver(closing, owner, bodyOf(renewal())));
    await eventually(async () => (await rowsOf(closing, owner))['events'] !== 0);
    await closing.app.close();
    const { events } = await rowsOf(closing, owner);
    const late = await deliver(closing, owner, bodyOf(renewal()));
    refused(late, 503, 'overloaded');
    assert.match(late.headers.get('retry-after') ?? '', /^\d+$/);
    const accepted = (await Promise.all(sends)).filter(({ status }) => status === 200);
    assert.equal(accepted.length, events);
    await closing.close();
  });
});

function refused(sent: Sent, status: number, slug: string): void {
  assert.equal(sent.status, status, sent.text);
  assert.match(sent.headers.get('content-type') ?? '', /^application\/problem\+json/);
  const problem = JSON.parse(sent.text) as { type: string; status: number };
  assert.deepEqual([problem.type, problem.status], [`/problems/${slug}`, status]);
}
