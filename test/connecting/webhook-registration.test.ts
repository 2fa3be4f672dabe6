import assert from 'node:assert/strict';

import { bodyOf, deliver, renewal } from '../ingest/deliver.js';
import { eventually } from '../support/eventually.js';
import { Owner } from './owner.js';
import { type Stage, startStage } from './stage.js';

interface Integration {
  readonly id: string;
  readonly url: string;
  readonly authorization_header: string;
  readonly environment: string | null;
  readonly event_types: readonly string[] | null;
  readonly app_id: string | null;
}

describe('The webhook that we register at RevenueCat', function () {
  this.timeout(120_000);
  let stage: Stage;
  let owner: Owner;
  let account: string;
  let integrationsPath: string;
  before(async () => {
    stage = await startStage();
    owner = await Owner.of(stage);
    account = await owner.connect('dev_dana', 'Acme iOS', { manage_webhook: true });
    const { revenuecat_project: project } = await owner.account(account);
    integrationsPath = `/projects/${project.id}/integrations`;
    await eventually(
      async () => {
        const { webhook, last_published_at } = await owner.account(account);
        assert.ok(webhook.registered && last_published_at);
      },
      { within: '60s', every: '100ms' },
    );
  });
  after(() => stage?.stop());

  async function integrations(): Promise<Integration[]> {
    return (await stage.revenuecat<{ items: Integration[] }>('GET', integrationsPath)).items;
  }
  async function ours(): Promise<Integration> {
    const [one, ...more] = await integrations();
    assert.ok(one);
    assert.deepEqual(more, []);
    return one;
  }
  const asWritten = async () => {
    const { token } = (await owner.ask('GET', '/revenue-layer/webhook-token')).body;
    const url = (await owner.account(account)).webhook.url;
    return {
      url,
      authorization_header: `Bearer ${token}`,
      environment: null,
      event_types: null,
      app_id: null,
    };
  };
  const isAsWritten = async () => {
    const { url, authorization_header, environment, event_types, app_id } = await ours();
    assert.deepEqual({ url, authorization_header, environment, event_types, app_id }, await asWritten());
  };
  /** It is looked after behind each run. @param sees what is so in the end. */
  async function looked(sees: () => Promise<unknown>): Promise<void> {
    const since = Date.now();
    const started = await owner.ask('POST', `/accounts/${account}/sync`);
    assert.ok(started.status < 300, started.text);
    const patience = { within: '60s', every: '100ms' } as const;
    await eventually(async () => assert.ok((await asked(since, 'GET')).length > 0), patience);
    await eventually(sees, patience);
  }
  const drifts = async () => {
    const { body } = await owner.ask('GET', `/accounts/${account}/timeline`);
    return body.items.filter(({ kind }) => kind === 'warning_webhook_drifted').map(({ message }) => message);
  };
  const warning = async () => {
    const warnings = (await owner.account(account)).warnings as { kind: string; message: string }[];
    return warnings.find(({ kind }) => kind === 'webhook_drifted')?.message;
  };
  const asked = async (since: number, verb: 'GET' | 'POST') => {
    const { items } = await stage.revenuecat<{ items: { method: string; path: string }[] }>(
      'GET',
      `/ledger/requests?since=${since}`,
    );
    return items.filter(({ method, path }) => method === verb && path.includes('/integrations/webhooks'));
  };

  it('has the URL of the account and the token in force, and is left alone as long as it stays so', async () => {
    const since = Date.now();
    for (let looks = 0; looks < 2; looks += 1) await looked(isAsWritten);
    assert.deepEqual(await asked(since, 'POST'), []);
    assert.deepEqual(await drifts(), []);
    assert.equal(await warning(), undefined);
  });

  it('is registered again when somebody removed it there, and the owner is told, once', async () => {
    await stage.revenuecat('DELETE', `${integrationsPath}/${(await ours()).id}`);
    const told = ['Our webhook was removed at RevenueCat; we registered it again.'];
    await looked(async () => {
      await isAsWritten();
      assert.deepEqual(await drifts(), told);
      assert.match((await warning()) ?? '', /was removed there and we have put it right/);
    });
    await looked(isAsWritten);
    assert.deepEqual(await drifts(), told);
  });

  for (const [what, change] of [
    ['URL', { url: 'https://elsewhere.example/hooks' }],
    ['environment', { environment: 'sandbox' }],
    ['event types', { event_types: ['renewal'] }],
  ] as const) {
    it(`is put right when somebody changed its ${what} there, and the owner is told`, async () => {
      const before = await drifts();
      await stage.revenuecat('PATCH', `${integrationsPath}/${(await ours()).id}`, change);
      await looked(async () => {
        await isAsWritten();
        const told = 'Our webhook was changed at RevenueCat; we put it right.';
        assert.deepEqual(await drifts(), [told, ...before]);
        assert.match((await warning()) ?? '', /was changed there and we have put it right/);
      });
    });
  }

  it('is given the new token when that is rotated', async () => {
    const before = await drifts();
    const rotated = await owner.ask('POST', '/revenue-layer/webhook-token/rotate', { overlap_seconds: 0 });
    assert.equal(rotated.status, 200, rotated.text);
    await eventually(
      async () => assert.equal((await ours()).authorization_header, `Bearer ${rotated.body.token}`),
      { within: '20s' },
    );
    assert.deepEqual((await drifts()).length, before.length);
  });

  it('has the new token when the overlap begins, which is as long as was asked', async () => {
    const rotatedAt = Date.now();
    const rotated = await owner.ask('POST', '/revenue-layer/webhook-token/rotate', { overlap_seconds: 3600 });
    const until = async () => {
      const { body } = await owner.ask('GET', '/revenue-layer/webhook-token');
      return Date.parse(String(body.previous_valid_until));
    };
    const latest = Date.parse(String(rotated.body.previous_valid_until));
    assert.ok(latest >= rotatedAt + 3_600_000);
    await eventually(async () => assert.ok((await until()) < latest), { within: '20s' });
    assert.equal((await ours()).authorization_header, `Bearer ${rotated.body.token}`);
    const begun = (await until()) - 3_600_000;
    assert.ok(begun >= rotatedAt && begun <= Date.now(), new Date(begun).toISOString());
    await looked(isAsWritten);
    assert.equal((await until()) - 3_600_000, begun, 'looking again moves nothing');
    await owner.ask('POST', '/revenue-layer/webhook-token/rotate', { overlap_seconds: 0 });
  });

  it('is given the new token also when that is rotated while no worker is there, as soon as one is', async () => {
    await stage.worker.stopWorker();
    const rotated = await owner.ask('POST', '/revenue-layer/webhook-token/rotate', { overlap_seconds: 0 });
    await stage.worker.startWorker();
    await eventually(
      async () => assert.equal((await ours()).authorization_header, `Bearer ${rotated.body.token}`),
      { within: '60s' },
    );
  });

  it('shows whether the old token is still in use while both work', async () => {
    const old = await owner.webhook();
    const layer = async () => {
      const { body } = await owner.ask('GET', '/revenue-layer');
      return (body.webhook as unknown as { previous_token: Record<string, unknown> | null }).previous_token;
    };
    assert.equal(await layer(), null);
    const rotated = await owner.ask('POST', '/revenue-layer/webhook-token/rotate', { overlap_seconds: 3600 });
    const { valid_until, ...unused } = (await layer()) ?? {};
    // The overlap may have begun by now.
    assert.ok(String(valid_until) <= String(rotated.body.previous_valid_until));
    assert.deepEqual(unused, { deliveries: 0, last_used_at: null, account_ids: [] });
    const sends = [
      deliver(stage.api, old, bodyOf(renewal()), { account }),
      deliver(stage.api, old, bodyOf(renewal()), { account }),
      deliver(stage.api, rotated.body, bodyOf(renewal()), { account }),
      deliver(stage.api, old, 'no json', { account }),
    ];
    // The lookup may believe for a moment that the old token is the one in force.
    assert.deepEqual(
      (await Promise.all(sends)).map(({ status }) => status),
      [200, 200, 200, 400],
    );
    await eventually(
      async () => {
        const { deliveries, account_ids, last_used_at } = (await layer()) ?? {};
        assert.deepEqual([deliveries, account_ids], [2, [account]]);
        assert.ok(Date.parse(String(last_used_at)) > Date.now() - 60_000);
      },
      { within: '10s' },
    );
    await owner.ask('POST', '/revenue-layer/webhook-token/rotate', { overlap_seconds: 0 });
    assert.equal(await layer(), null);
  });

  it('is removed at disconnect also where RevenueCat never told us that it made it', async () => {
    await eventually(isAsWritten, { within: '20s' });
    // The list goes through; the answer to making it is lost, and so is the list of the second try.
    for (const fault of [
      { kind: 'slow', milliseconds: 0 },
      { kind: 'drop_after', times: 2 },
    ])
      await stage.revenuecat('POST', '/faults', { endpoint: 'webhooks', ...fault });
    const second = await owner.connect('dev_dana', 'Acme Android', { manage_webhook: true });
    const { revenuecat_project: project } = await owner.account(second);
    const there = async () =>
      (await stage.revenuecat<{ items: unknown[] }>('GET', `/projects/${project.id}/integrations`)).items
        .length;
    await eventually(
      async () => {
        const { items } = await stage.revenuecat<{ items: { hits: number }[] }>('GET', '/faults');
        assert.equal(items[1]?.hits, 2);
      },
      { within: '60s' },
    );
    assert.equal(await there(), 1);
    await owner.ask('DELETE', `/accounts/${second}`);
    assert.equal((await owner.receipt(second)).webhook_removed, 'removed');
    assert.equal(await there(), 0);
  });

  for (const [what, status, times, outcome, left] of [
    ['is left to the owner where RevenueCat refuses to delete it', 403, null, 'by_hand', 1],
    ['is removed at disconnect also where that takes a new access token', 401, 1, 'removed', 0],
  ] as const) {
    it(what, async () => {
      const id = await owner.connect('dev_dana', 'Acme Android', { manage_webhook: true });
      const { revenuecat_project: project } = await owner.account(id);
      await eventually(async () => (await owner.account(id)).webhook.registered, { within: '60s' });
      const body = { object: 'error', type: 'authorization_error', message: 'No.', retryable: false };
      const whose = { projectId: project.id };
      await stage.revenuecat('POST', '/faults', {
        ...{ endpoint: 'webhooks', kind: 'answer', status, body, times, ...whose },
      });
      await owner.ask('DELETE', `/accounts/${id}`);
      assert.equal((await owner.receipt(id)).webhook_removed, outcome);
      await stage.revenuecat('DELETE', '/faults');
      const path = `/projects/${project.id}/integrations`;
      const { items } = await stage.revenuecat<{ items: Integration[] }>('GET', path);
      assert.equal(items.length, left);
      for (const one of items) await stage.revenuecat('DELETE', `${path}/${one.id}`);
    });
  }

  it('is removed at disconnect', async () => {
    await owner.ask('DELETE', `/accounts/${account}`);
    assert.equal((await owner.receipt(account)).webhook_removed, 'removed');
    assert.deepEqual(await integrations(), []);
  });
});
