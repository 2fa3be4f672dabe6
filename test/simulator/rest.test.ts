import assert from 'node:assert/strict';

import { DEMO_API_KEY, demoDevelopers } from '../../simulator/demo.js';
import { Harness, itemOf } from './support.js';

describe('simulator: REST', () => {
  let rc: Harness;
  let acme: string;
  let orbit: string;
  before(async () => {
    rc = await Harness.start();
    const { developers } = (await rc.control('GET', '')).body;
    const firstOf = (developerId: string) =>
      itemOf(developers.find(({ id }) => id === developerId)?.project_ids ?? []);
    acme = firstOf(demoDevelopers.dana);
    orbit = firstOf(demoDevelopers.oskar);
  });
  after(() => rc.close());

  const names = (items: { name: string }[]) => items.map(({ name }) => name);

  it("lists a developer's own RevenueCat projects and nobody else's", async () => {
    const projectsOf = async (developerId: string) => {
      const { accessToken } = await rc.connect({ developerId });
      return names((await rc.rest('/v2/projects', accessToken)).body.items);
    };
    assert.deepEqual(await projectsOf(demoDevelopers.dana), ['Acme iOS', 'Acme Android']);
    assert.deepEqual(await projectsOf(demoDevelopers.oskar), ['Orbit']);
    assert.deepEqual(await projectsOf(demoDevelopers.nina), []);
  });

  it('binds an API key to one RevenueCat project', async () => {
    assert.deepEqual(names((await rc.rest('/v2/projects', DEMO_API_KEY)).body.items), ['Acme iOS']);
    assert.equal((await rc.rest(`/v2/projects/${acme}/apps`, DEMO_API_KEY)).status, 200);
    assert.equal((await rc.rest(`/v2/projects/${orbit}/apps`, DEMO_API_KEY)).status, 403);
  });

  it('refuses missing, made-up and version 1 keys with 401', async () => {
    const v1 = (await rc.control('POST', '/api-keys', { project_id: acme, version: 1 })).body.key;
    const answers = [
      await rc.request('/v2/projects'),
      await rc.rest('/v2/projects', 'sk_made_up'),
      await rc.rest('/v2/projects', v1),
      await rc.request('/v2/projects', { headers: { Authorization: DEMO_API_KEY } }),
    ];
    for (const { status, body } of answers) {
      assert.equal(status, 401);
      assert.equal(body.object, 'error');
      assert.equal(body.type, 'authentication_error');
      assert.equal(body.retryable, false);
    }
  });

  it('names the missing scope', async () => {
    const { accessToken } = await rc.connect({ scopes: ['project_configuration:projects:read'] });
    for (const [path, scope] of [
      ['apps', 'project_configuration:apps:read'],
      ['products', 'project_configuration:products:read'],
      ['metrics/overview', 'charts_metrics:overview:read'],
      ['charts/mrr', 'charts_metrics:charts:read'],
      ['integrations/webhooks', 'project_configuration:integrations:read'],
    ]) {
      const { status, body } = await rc.rest(`/v2/projects/${acme}/${path}`, accessToken);
      assert.equal(status, 403);
      assert.equal(body.type, 'authorization_error');
      assert.ok(body.message.includes(`'${scope}'`), body.message);
    }
  });

  it('lets read_write read, or not, as told', async () => {
    const scopes = ['project_configuration:integrations:read_write'];
    const { accessToken } = await rc.connect({ scopes });
    const list = async () =>
      (await rc.rest(`/v2/projects/${acme}/integrations/webhooks`, accessToken)).status;
    assert.equal(await list(), 200);
    await rc.control('PATCH', '/settings', { read_write_implies_read: false });
    assert.equal(await list(), 403);
    await rc.control('PATCH', '/settings', { read_write_implies_read: true });
  });

  it('tells a RevenueCat project of somebody else (403) from none at all (404)', async () => {
    const { accessToken } = await rc.connect();
    assert.equal((await rc.rest(`/v2/projects/${orbit}/apps`, accessToken)).status, 403);
    const { status, body } = await rc.rest('/v2/projects/proj00000000/apps', accessToken);
    assert.equal(status, 404);
    assert.equal(body.type, 'resource_missing');
  });

  it('takes a RevenueCat project away from a developer whose token goes on working', async () => {
    const { id } = (await rc.control('POST', '/developers', { name: 'Leaver', project_ids: [acme] })).body;
    const { accessToken } = await rc.connect({ developerId: id });
    await rc.control('DELETE', `/developers/${id}/projects/${acme}`);
    assert.equal((await rc.rest(`/v2/projects/${acme}/apps`, accessToken)).status, 403);
    assert.deepEqual((await rc.rest('/v2/projects', accessToken)).body.items, []);
  });

  it('ends a revoked grant at once', async () => {
    const { accessToken, refreshToken } = await rc.connect({ developerId: demoDevelopers.oskar });
    const grants = (await rc.control('GET', `/grants?developer_id=${demoDevelopers.oskar}`)).body.items;
    await rc.control('DELETE', `/grants/${itemOf(grants, -1).id}`);
    assert.equal((await rc.rest('/v2/projects', accessToken)).status, 401);
    assert.equal((await rc.refresh(refreshToken)).body.error, 'invalid_grant');
  });

  it('pages through lists, with relative or absolute addresses', async () => {
    const { accessToken } = await rc.connect();
    const path = `/v2/projects/${acme}/products`;
    const all = (await rc.rest(path, accessToken)).body;
    assert.equal(all.next_page, null);
    assert.equal(all.items.length, 14);

    for (const kind of ['relative', 'absolute']) {
      await rc.control('PATCH', '/settings', { next_page: kind });
      const seen: unknown[] = [];
      let next: string | null = `${path}?limit=3`;
      while (next !== null) {
        const { body } = await rc.rest(next, accessToken);
        seen.push(...body.items);
        next = body.next_page;
        if (next !== null)
          assert.equal(next.startsWith(kind === 'relative' ? path : rc.simulator.url), true, next);
      }
      assert.deepEqual(seen, all.items);
    }
  });

  it('refuses a bad limit and an unknown cursor', async () => {
    for (const [query, param] of [
      ['limit=0', 'limit'],
      ['limit=many', 'limit'],
      ['starting_after=prod_unknown', 'starting_after'],
    ]) {
      const { status, body } = await rc.rest(`/v2/projects/${acme}/products?${query}`, DEMO_API_KEY);
      assert.equal(status, 400);
      assert.deepEqual([body.type, body.param], ['parameter_error', param]);
    }
  });

  it('sells the same store identifier in both apps of a RevenueCat project, and one app on its own', async () => {
    const path = `/v2/projects/${acme}/products`;
    const { items } = (await rc.rest(path, DEMO_API_KEY)).body;
    const identifiers = items.map((item) => item.store_identifier);
    assert.ok(new Set(identifiers).size < identifiers.length);
    const app = itemOf(items).app_id;
    const some = (await rc.rest(`${path}?app_id=${app}&expand=items.app`, DEMO_API_KEY)).body.items;
    assert.equal(some.length, 7);
    assert.equal(itemOf(some).app.id, app);
  });
});
