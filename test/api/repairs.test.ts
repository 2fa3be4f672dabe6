import assert from 'node:assert/strict';

import { newId } from '../../clients/ids.js';
import { type ApiUnderTest, NOBODY, startTestApi } from './support/api-under-test.js';
import { call } from './support/call.js';
import type { Tenant } from './support/tenant.js';

describe('What the reconciler has put right', () => {
  let api: ApiUnderTest;
  let tenant: Tenant;

  before(async () => {
    api = await startTestApi();
    tenant = await api.tenant('acme');
    const repair = (kind: string, subject: string, minute: number) => ({
      id: newId('repair'),
      kind,
      subject,
      project_id: tenant.id,
      at: new Date(Date.UTC(2026, 0, 1, 0, minute)),
    });
    await api.owner.prisma.reconciler_repairs.createMany({
      data: [
        repair('account_not_running', 'acc_1', 1),
        repair('credential_orphaned', 'crd_1', 3),
        // At the same moment: a page may end between the two.
        repair('account_not_running', 'acc_2', 2),
        repair('account_not_running', 'acc_3', 2),
      ],
    });
  });
  after(() => api.stop());

  const list = (query: string, key = api.adminKey) => api.call('GET', `/api/repairs${query}`, { key });

  it('is listed for administrators, newest first, page by page', async () => {
    const subjects: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const reply = await list(`?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      assert.equal(reply.status, 200, reply.text);
      subjects.push(...(reply.body.items as unknown as { subject: string }[]).map((one) => one.subject));
      cursor = reply.body.next_cursor;
    }
    assert.equal(subjects.length, 4);
    assert.deepEqual([subjects[0], subjects[3]], ['crd_1', 'acc_1']);
    const [first] = (await list('')).body.items as unknown as Record<string, unknown>[];
    assert.deepEqual(
      { ...first, id: '' },
      {
        id: '',
        at: '2026-01-01T00:03:00.000Z',
        kind: 'credential_orphaned',
        project_id: tenant.id,
        subject: 'crd_1',
      },
    );
  });

  it('is listed by kind; an unknown kind, or a cursor of another list, is refused', async () => {
    const reply = await list('?kind=account_not_running&limit=2');
    assert.equal(reply.body.items.length, 2);
    const { next_cursor } = reply.body;
    assert.equal((await list(`?kind=credential_orphaned&cursor=${next_cursor}`)).status, 422);
    assert.equal((await list('?kind=all_is_lost')).status, 422);
  });

  it('is shown to administrators only', async () => {
    assert.equal((await list('', tenant.writeKey)).status, 403);
    assert.equal((await api.call('GET', '/api/repairs')).status, 401);
  });

  it("is counted by kind on the operators' port, kinds that never happened included", async () => {
    const { text } = await call(api.opsUrl, 'GET', '/metrics');
    assert.match(text, /^revenue_reconciler_repairs\{kind="account_not_running"\} 3$/m);
    assert.match(text, /^revenue_reconciler_repairs\{kind="credential_orphaned"\} 1$/m);
    assert.match(text, /^revenue_reconciler_repairs\{kind="connection_stuck"\} 0$/m);
  });

  it('is not counted while Postgres is away; the other metrics are shown all the same', async () => {
    const away = await startTestApi({
      beside: api,
      databaseUrl: `postgresql://nobody@${NOBODY}/none`,
      silent: true,
    });
    const { status, text } = await call(away.opsUrl, 'GET', '/metrics');
    assert.equal(status, 200);
    assert.doesNotMatch(text, /^revenue_reconciler_repairs\{/m);
    assert.match(text, /revenue_http_answer_seconds/);
    await away.stop();
  });
});
