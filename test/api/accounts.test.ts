import assert from 'node:assert/strict';

import { HEALTH_CAUSES } from '../../workflows/account/state.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { makeAccount, startIdleWorkflow } from './support/account-rows.js';
import { type ApiUnderTest, NOBODY, startTestApi } from './support/api-under-test.js';
import type { Tenant } from './support/tenant.js';

const HOUR = 3_600_000;

describe('Accounts', () => {
  let api: ApiUnderTest;
  let tenant: Tenant;
  let bystander: Tenant;
  before(async () => {
    api = await startTestApi({ settings: { TEMPORAL_UI_URL: 'http://localhost:8233' } });
    bystander = await api.tenant('bystander');
    await makeAccount(api, bystander.id, { health_status: 'unhealthy', health_cause: 'token_lost' });
  });
  beforeEach(async () => {
    tenant = await api.tenant('acme');
  });
  after(() => api.stop());

  const read = (path: string, key = tenant.readKey) =>
    api.call('GET', tenant.at(`/accounts${path}`), { key });
  const disconnect = (id: string, of: ApiUnderTest = api) =>
    of.call('DELETE', tenant.at(`/accounts/${id}`), { key: tenant.writeKey });
  const rowOf = (id: string) =>
    api.owner.prisma.revenuecat_accounts.findUniqueOrThrow({
      where: { project_id_id: { project_id: tenant.id, id } },
      include: { gate: true },
    });

  it('show a sentence and one action for every cause', async () => {
    for (const cause of HEALTH_CAUSES) {
      const id = await makeAccount(api, tenant.id, { health_status: 'unhealthy', health_cause: cause });
      const { health } = (await read(`/${id}`)).body as { health: Record<string, string | null> };
      assert.equal(health['cause'], cause);
      assert.ok((health['message'] ?? '').length > 30);
      const nothingToDo = ['provider_unavailable', 'unexpected_response'].includes(cause);
      assert.equal(health['action'] === null, nothingToDo, cause);
    }
  });

  it('name the permissions that are missing', async () => {
    const id = await makeAccount(api, tenant.id, {
      health_status: 'unhealthy',
      health_cause: 'insufficient_scope',
      health_detail: { detail: 'charts_metrics:charts:read project_configuration:projects:read' },
    });
    const { health } = (await read(`/${id}`)).body as { health: { message: string } };
    assert.match(health.message, /charts_metrics:charts:read, project_configuration:projects:read/);
  });

  it('show age of access, last sync, and what waits to be processed', async () => {
    const id = await makeAccount(api, tenant.id, {
      refreshed_at: new Date('2026-11-01T00:00:00Z'),
      last_published_at: new Date(Date.now() - 3 * HOUR),
    });
    const of = { project_id: tenant.id, account_id: id };
    const run = {
      ...of,
      kind: 'scheduled',
      slot: new Date(),
      as_of: new Date('2026-11-20'),
      currency: 'USD',
    };
    const at = (minutes: number) => new Date(Date.UTC(2026, 10, 20, 10, minutes));
    await api.owner.prisma.sync_runs.createMany({
      data: [
        { ...run, id: 'old', status: 'complete', started_at: at(0), finished_at: at(1) },
        {
          ...run,
          id: 'new',
          status: 'partial',
          started_at: at(10),
          finished_at: at(11),
          metrics: [
            { metric: 'mrr', status: 'ok', detail: null },
            { metric: 'churn_rate', status: 'unavailable', detail: null },
          ],
        },
        {
          ...run,
          id: 'slot',
          status: 'skipped',
          cause: 'token_lost',
          started_at: at(20),
          finished_at: at(20),
        },
        {
          ...{ ...run, id: 'running', status: 'running', started_at: at(30), steps_total: 12, steps_done: 3 },
          fetched_from: new Date('2025-01-01'),
        },
      ],
    });
    await api.owner.prisma.event_inbox.create({
      data: { ...of, event_id: 'e1', size: 1, received_at: new Date(Date.now() - 90_000) },
    });
    const event = { ...of, type: 'RENEWAL', ordered_at: at(0), body_hash: new Uint8Array(32), body: {} };
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    await api.owner.prisma.revenue_events.createMany({
      data: [1, 59, 61].map((minutes) => ({
        ...{ ...event, event_id: `e${minutes}`, received_at: ago(minutes) },
      })),
    });
    const refusal = { project_id: tenant.id, minute: ago(60) };
    await api.owner.prisma.webhook_refusals.createMany({
      data: [
        { ...refusal, account_id: id, reason: 'wrong-token', count: 2 },
        { ...refusal, account_id: id, reason: 'not-json', count: 3 },
        { ...refusal, account_id: id, reason: 'not-json', count: 7, minute: ago(25 * 60) },
        { ...refusal, reason: 'wrong-token', count: 11 },
      ],
    });
    const { body } = await read(`/${id}`);
    assert.deepEqual([body.webhook.events_last_hour, body.webhook.refused_last_24h], [2, 5]);
    assert.equal(body.last_sync?.id, 'new');
    assert.equal(body.credential.refresh_expires_at_estimate, '2026-12-01T00:00:00.000Z');
    assert.equal(body.webhook.waiting, 1);
    assert.ok(body.webhook.lag_seconds >= 90 && body.webhook.lag_seconds < 120);
    assert.equal(body.webhook.url, `${api.url}/api/webhooks/revenuecat?account=${id}`);
    const kinds = body.warnings.map(({ kind }) => kind);
    for (const kind of ['numbers_old', 'metrics_missing', 'webhook_unverified', 'access_ageing']) {
      assert.ok(kinds.includes(kind), kind);
    }
    const runs = await read(`/${id}/syncs?limit=3`);
    assert.deepEqual(
      runs.body.items.map((one) => one.id),
      ['running', 'slot', 'new'],
    );
    const rest = await read(`/${id}/syncs?limit=3&cursor=${runs.body.next_cursor}`);
    assert.deepEqual(
      rest.body.items.map((one) => one.id),
      ['old'],
    );
    const one = await read(`/${id}/syncs/running`);
    assert.deepEqual(one.body.progress, { done: 3, total: 12 });
    assert.equal(one.body.fetched_from, '2025-01-01');
    assert.equal((await read(`/${id}/syncs/old`)).body.fetched_from, null);
    assert.equal((await read(`/${id}/syncs/none`)).status, 404);
  });

  it('link to Temporal UI for administrators only', async () => {
    const id = await makeAccount(api, tenant.id);
    assert.equal((await read(`/${id}`)).body.temporal_url, undefined);
    const { temporal_url } = (await read(`/${id}`, api.adminKey)).body as { temporal_url: string };
    assert.equal(temporal_url, `http://localhost:8233/namespaces/default/workflows/${accountWorkflowId(id)}`);
  });

  it('tell what happened, newest first', async () => {
    const id = await makeAccount(api, tenant.id);
    const entry = (n: number) => ({
      project_id: tenant.id,
      account_id: id,
      id: `1-${n}-x`,
      at: new Date(Date.UTC(2026, 10, 1, n)),
      kind: 'healthy',
      message: `number ${n}`,
    });
    await api.owner.prisma.timeline_entries.createMany({ data: [1, 2, 3].map(entry) });
    const { body } = await read(`/${id}/timeline?limit=2`);
    assert.deepEqual(
      body.items.map((item) => item.message),
      ['number 3', 'number 2'],
    );
  });

  it('are listed for operators unhealthy first, longest first, and filtered', async () => {
    const since = (day: number) => new Date(Date.UTC(2026, 0, day));
    const sick = { health_status: 'unhealthy', health_cause: 'token_revoked' };
    await makeAccount(api, tenant.id, { health_since: since(1) });
    const second = await makeAccount(api, tenant.id, { ...sick, health_since: since(3) });
    const first = await makeAccount(api, tenant.id, { ...sick, health_since: since(2) });
    const list = async (query: string): Promise<string[]> => {
      const ids: string[] = [];
      for (let cursor = ''; ;) {
        const page = await api.call('GET', `/api/accounts?limit=1&${query}${cursor}`, { key: api.adminKey });
        assert.equal(page.status, 200, page.text);
        ids.push(...page.body.items.map((item) => item.id));
        if (page.body.next_cursor === null) return ids;
        cursor = `&cursor=${page.body.next_cursor}`;
      }
    };
    const unhealthy = await list('health=unhealthy&cause=token_revoked');
    assert.deepEqual(unhealthy.slice(0, 2), [first, second]);
    const all = await list('');
    assert.equal(new Set(all).size, all.length);
    assert.equal(all.length, await api.owner.prisma.revenuecat_accounts.count());
    assert.deepEqual(await list('status=disconnected'), []);
    assert.equal((await api.call('GET', '/api/accounts?cause=nonsense', { key: api.adminKey })).status, 422);
  });

  describe('are disconnected', () => {
    it('at once for deliveries; the receipt follows when the workflow is done', async () => {
      const id = await makeAccount(api, tenant.id);
      await startIdleWorkflow(api, tenant.id, id);
      const underWay = await disconnect(id);
      assert.equal(underWay.status, 202, underWay.text);
      assert.deepEqual(underWay.body.open, ['events', 'webhook', 'credential']);
      assert.equal(underWay.headers.get('location'), tenant.at(`/accounts/${id}/receipt`));
      const row = await rowOf(id);
      assert.deepEqual([row.status, row.gate?.accepting], ['disconnecting', false]);
      const history = await api.deps.temporal.workflow.getHandle(accountWorkflowId(id)).fetchHistory();
      const signals = (history.events ?? []).flatMap(
        (event) => event.workflowExecutionSignaledEventAttributes ?? [],
      );
      assert.deepEqual(
        signals.map(({ signalName }) => signalName),
        ['disconnect'],
      );

      const closing = {
        since: 1,
        gateClosed: true,
        inboxDrained: true,
        webhook: null,
        credentialDeleted: false,
      };
      await api.owner.prisma.revenuecat_accounts.updateMany({ where: { id }, data: { receipt: closing } });
      assert.deepEqual((await read(`/${id}/receipt`)).body.open, ['webhook', 'credential']);

      const at = new Date('2026-11-20T12:00:00Z');
      const receipt = {
        account_id: id,
        disconnected_at: at.toISOString(),
        credential_deleted: true,
        webhook_removed: 'not_ours',
        kept: { events: 4, metric_points: 5 },
      };
      await api.owner.prisma.revenuecat_accounts.updateMany({
        where: { id },
        data: { status: 'disconnected', disconnected_at: at, receipt },
      });
      for (const reply of [await disconnect(id), await disconnect(id), await read(`/${id}/receipt`)]) {
        assert.equal(reply.status, 200);
        assert.deepEqual(reply.body, receipt);
      }
    });

    it('not at all while Temporal is away', async () => {
      const id = await makeAccount(api, tenant.id);
      const away = await startTestApi({ beside: api, temporalAddress: NOBODY });
      const reply = await disconnect(id, away);
      assert.equal(reply.status, 503);
      assert.equal(reply.body.type, '/problems/temporal-unavailable');
      const row = await rowOf(id);
      assert.deepEqual([row.status, row.gate?.accepting], ['connected', true]);
      await away.stop();
    });

    it('even if their workflow is missing: it is started to do it', async () => {
      const id = await makeAccount(api, tenant.id);
      const reply = await disconnect(id);
      assert.equal(reply.status, 202);
      const row = await rowOf(id);
      assert.deepEqual([row.status, row.gate?.accepting], ['disconnecting', false]);
    });
  });

  it('have no receipt while they are connected', async () => {
    const id = await makeAccount(api, tenant.id);
    assert.equal((await read(`/${id}/receipt`)).status, 404);
  });

  it('cannot be acted upon once disconnected', async () => {
    const id = await makeAccount(api, tenant.id, { status: 'disconnected', disconnected_at: new Date() });
    for (const act of ['sync', 'pause', 'resume']) {
      const reply = await api.call('POST', tenant.at(`/accounts/${id}/${act}`), { key: tenant.writeKey });
      assert.equal(reply.status, 409, act);
      assert.equal(reply.body.type, '/problems/account-disconnected');
    }
  });

  it('answer in time when no worker is there, and say that it may still happen', async () => {
    const id = await makeAccount(api, tenant.id);
    await startIdleWorkflow(api, tenant.id, id);
    const begun = Date.now();
    const reply = await api.call('POST', tenant.at(`/accounts/${id}/pause`), { key: tenant.writeKey });
    assert.equal(reply.status, 503, reply.text);
    assert.equal(reply.body.type, '/problems/worker-unavailable');
    assert.ok(Date.now() - begun < 10_500);
  });

  it('say which permission registering the webhook needs', async () => {
    const id = await makeAccount(api, tenant.id);
    const reply = await api.call('PUT', tenant.at(`/accounts/${id}/webhook-registration`), {
      key: tenant.writeKey,
    });
    assert.equal(reply.status, 409);
    assert.match(reply.body.detail, /integrations:read_write/);
  });
});
