import assert from 'node:assert/strict';

import { DEMO_API_KEY } from '../../simulator/demo.js';
import { eventually } from '../support/eventually.js';
import { basic, Harness, itemOf, tokensOf } from './support.js';

describe('simulator: faults', () => {
  let rc: Harness;
  let acme: string;
  beforeEach(async () => {
    rc = await Harness.start();
    acme = itemOf((await rc.control('GET', '/projects')).body.items).id;
  });
  afterEach(() => rc.close());

  const fault = (body: Record<string, unknown>) => rc.control('POST', '/faults', body);
  const projects = (token = DEMO_API_KEY) => rc.rest('/v2/projects', token);
  const works = async (token: string) => (await projects(token)).status === 200;
  const sends = async () => {
    const { items } = (await rc.control('GET', '/ledger/token-sends')).body;
    return items.map(({ outcome, issued }) => [outcome, issued]);
  };

  it('loses a refresh before it is processed: the old pair lives on', async () => {
    const { accessToken, refreshToken } = await rc.connect();
    await fault({ endpoint: 'token', kind: 'drop_before' });
    await assert.rejects(rc.refresh(refreshToken));
    assert.equal(await works(accessToken), true);
    assert.equal((await rc.refresh(refreshToken)).status, 200);
    assert.deepEqual((await sends()).slice(1), [
      ['dropped_before', false],
      ['answered', true],
    ]);
  });

  it('loses the answer of a refresh that was processed: the old pair is dead, the new one unknown', async () => {
    const { accessToken, refreshToken } = await rc.connect();
    await fault({ endpoint: 'token', kind: 'drop_after' });
    await assert.rejects(rc.refresh(refreshToken));
    assert.equal(await works(accessToken), false);
    assert.equal((await rc.refresh(refreshToken)).body.error, 'invalid_grant');
    assert.deepEqual((await sends()).slice(1), [
      ['dropped_after', true],
      ['invalid_grant', false],
    ]);
  });

  it('answers a processed refresh unreadably', async () => {
    const { accessToken, refreshToken } = await rc.connect();
    await fault({ endpoint: 'token', kind: 'garbled_after' });
    const { status, body } = await rc.refresh(refreshToken);
    assert.deepEqual([status, body], [200, {}]);
    assert.equal(await works(accessToken), false);
  });

  it('drops scopes from a refresh, and from what the token may do', async () => {
    const { refreshToken, scope } = await rc.connect();
    await fault({ endpoint: 'token', kind: 'drop_scopes', scopes: ['charts_metrics:charts:read'] });
    const second = tokensOf(await rc.refresh(refreshToken));
    assert.equal(second.scope, scope.replace(/ ?charts_metrics:charts:read/, ''));
    const chart = await rc.rest(`/v2/projects/${acme}/charts/mrr`, second.accessToken);
    assert.equal(chart.status, 403);
  });

  it('issues an access token only, and the refresh token stays good', async () => {
    const { accessToken, refreshToken } = await rc.connect();
    await fault({ endpoint: 'token', kind: 'keep_refresh_token' });
    const { body } = await rc.refresh(refreshToken);
    assert.equal('refresh_token' in body, false);
    assert.equal(await works(accessToken), false);
    assert.equal(await works(body.access_token), true);
    assert.equal((await rc.refresh(refreshToken)).status, 200);
  });

  it('hits the next n requests of one endpoint, and nobody else', async () => {
    await fault({ endpoint: 'projects', kind: 'error', status: 500, times: 2 });
    assert.equal((await rc.rest(`/v2/projects/${acme}/apps`, DEMO_API_KEY)).status, 200);
    const first = await projects();
    assert.equal(first.status, 500);
    assert.equal(first.body.type, 'server_error');
    assert.equal(first.body.retryable, true);
    assert.equal((await projects()).status, 500);
    assert.equal((await projects()).status, 200);
    assert.equal(itemOf((await rc.control('GET', '/faults')).body.items).hits, 2);
  });

  it('goes on until it is removed if not limited, and can name a RevenueCat project and a chart', async () => {
    const young = await rc.youngProject();
    const { accessToken } = await rc.connect();
    const chart = async (id: string, name: string) => {
      const range = 'start_date=2026-10-01&end_date=2026-10-02&resolution=day';
      return (await rc.rest(`/v2/projects/${id}/charts/${name}?${range}`, accessToken)).status;
    };
    const place = { endpoint: 'charts', chart: 'trials', project_id: young.id };
    const { id } = (await fault({ ...place, kind: 'error', status: 503, times: null })).body;
    assert.deepEqual([await chart(young.id, 'trials'), await chart(young.id, 'trials')], [503, 503]);
    assert.deepEqual([await chart(young.id, 'actives'), await chart(acme, 'trials')], [200, 200]);
    await rc.control('DELETE', `/faults/${id}`);
    assert.equal(await chart(young.id, 'trials'), 200);
  });

  it('limits a whole domain, with the wait in seconds or as a date', async () => {
    await fault({ endpoint: 'project_configuration', kind: 'rate_limit', retry_after_seconds: 7 });
    const inSeconds = await projects();
    assert.equal(inSeconds.status, 429);
    assert.equal(inSeconds.headers.get('Retry-After'), '7');
    assert.equal(inSeconds.body.backoff_ms, 7000);
    assert.equal(inSeconds.headers.get('RevenueCat-Rate-Limit-Current-Limit'), '60');
    await fault({ endpoint: 'apps', kind: 'rate_limit', retry_after_seconds: 7, as_date: true });
    const asDate = await rc.rest(`/v2/projects/${acme}/apps`, DEMO_API_KEY);
    assert.equal(Date.parse(asDate.headers.get('Retry-After') ?? ''), rc.clock.at + 7000);
  });

  it('answers HTML, broken JSON, nothing, or whatever it is told', async () => {
    for (const body of ['html', 'malformed', 'empty']) {
      await fault({ endpoint: 'projects', kind: 'error', status: 502, body });
    }
    const [html, malformed, empty] = [await projects(), await projects(), await projects()];
    assert.match(html.headers.get('Content-Type') ?? '', /html/);
    assert.throws(() => JSON.parse(malformed.text) as unknown, SyntaxError);
    assert.equal(empty.text, '');
    await fault({ endpoint: 'projects', kind: 'answer', body: { object: 'surprise' } });
    assert.deepEqual((await projects()).body, { object: 'surprise' });
  });

  it('takes its time when told to', async () => {
    await fault({ endpoint: 'projects', kind: 'slow', milliseconds: 50 });
    const started = performance.now();
    assert.equal((await projects()).status, 200);
    assert.ok(performance.now() - started >= 49);
  });

  it('goes on processing for a client that left, and notes that nobody heard the answer', async () => {
    const { accessToken, refreshToken } = await rc.connect();
    await fault({ endpoint: 'token', kind: 'slow', milliseconds: 60 });
    const fields = { grant_type: 'refresh_token', refresh_token: refreshToken };
    const headers = { Authorization: basic() };
    await assert.rejects(rc.form('/oauth2/token', fields, { headers, signal: AbortSignal.timeout(20) }));
    await eventually(async () => !(await works(accessToken)));
    assert.deepEqual((await sends()).at(-1), ['client_left', true]);
  });

  it('forgets everything on a reset but the demo data and the configured client', async () => {
    const { accessToken } = await rc.connect();
    await fault({ endpoint: '*', kind: 'error', times: null });
    await rc.control('PATCH', '/settings', { limits: { project_configuration: 1 } });
    await rc.control('POST', '/reset');
    assert.equal((await projects(accessToken)).status, 401);
    assert.equal((await projects()).headers.get('RevenueCat-Rate-Limit-Current-Limit'), '60');
    assert.equal((await projects((await rc.connect()).accessToken)).status, 200);
  });

  it('says what is wrong with a fault it does not understand', async () => {
    await assert.rejects(fault({ endpoint: 'nowhere', kind: 'error' }), /400.*endpoint/);
    await assert.rejects(fault({ endpoint: 'token', kind: 'error', tmies: 3 }), /400.*tmies/);
  });
});
