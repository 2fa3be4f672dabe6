import assert from 'node:assert/strict';

import { SECOND } from '../../simulator/clock.js';
import { demoDevelopers } from '../../simulator/demo.js';
import { demoClient } from '../../simulator/server.js';
import { eventually } from '../support/eventually.js';
import { authorizationRequest, basic, Harness, locationOf, redirectUri, tokensOf } from './support.js';

const verifier = 'a-verifier-of-at-least-forty-three-characters-x';

describe('simulator: tokens', () => {
  let rc: Harness;
  beforeEach(async () => {
    rc = await Harness.start();
  });
  afterEach(() => rc.close());

  const works = async (token: string) => (await rc.rest('/v2/projects', token)).status === 200;
  const approve = async () => {
    const fields = {
      ...authorizationRequest(verifier),
      decision: 'approve',
      developer_id: demoDevelopers.dana,
    };
    return locationOf(await rc.form('/oauth2/authorize', fields)).get('code') ?? '';
  };

  it('exchanges a code for a pair that lives an hour and must not be cached', async () => {
    const { status, body, headers } = await rc.exchange(await approve(), verifier);
    assert.equal(status, 200);
    assert.match(body.access_token, /^atk_/);
    assert.match(body.refresh_token, /^rtk_/);
    assert.equal(body.token_type, 'Bearer');
    assert.equal(body.expires_in, 3600);
    assert.equal(headers.get('Cache-Control'), 'no-store');
    rc.clock.advance(3600 * SECOND - 1);
    assert.equal(await works(body.access_token), true);
    rc.clock.advance(1);
    assert.equal(await works(body.access_token), false);
  });

  it('takes a code once', async () => {
    const code = await approve();
    const { accessToken } = tokensOf(await rc.exchange(code, verifier));
    const second = await rc.exchange(code, verifier);
    assert.equal(second.status, 400);
    assert.equal(second.body.error, 'invalid_grant');
    assert.equal(await works(accessToken), true);
  });

  it('refuses a code that is old, of another redirect URI, or without its verifier', async () => {
    const old = await approve();
    rc.clock.advance(61 * SECOND);
    assert.equal((await rc.exchange(old, verifier)).body.error, 'invalid_grant');
    assert.equal((await rc.exchange(await approve(), `${verifier}y`)).body.error, 'invalid_grant');
    const fields = { grant_type: 'authorization_code', code: await approve(), code_verifier: verifier };
    const elsewhere = await rc.token({ ...fields, redirect_uri: 'http://localhost/elsewhere' });
    assert.equal(elsewhere.body.error, 'invalid_grant');
    assert.equal((await rc.token(fields)).body.error, 'invalid_request', 'redirect_uri is required');
  });

  it('kills both old tokens with every refresh', async () => {
    const first = await rc.connect();
    const second = tokensOf(await rc.refresh(first.refreshToken));
    assert.notEqual(second.accessToken, first.accessToken);
    assert.notEqual(second.refreshToken, first.refreshToken);
    assert.equal(await works(first.accessToken), false);
    assert.equal(await works(second.accessToken), true);
    const replay = await rc.refresh(first.refreshToken);
    assert.equal(replay.status, 400);
    assert.equal(replay.body.error, 'invalid_grant');
    assert.equal(await works(second.accessToken), true, 'a replay harms nobody, unless told to');
  });

  it('ends the whole grant on a replay if told to', async () => {
    await rc.control('PATCH', '/settings', { replay_revokes_grant: true });
    const first = await rc.connect();
    const second = tokensOf(await rc.refresh(first.refreshToken));
    await rc.refresh(first.refreshToken);
    assert.equal(await works(second.accessToken), false);
  });

  it('lets a refresh token die after a month', async () => {
    const { refreshToken } = await rc.connect();
    rc.clock.advance(30 * 24 * 3600 * SECOND);
    assert.equal((await rc.refresh(refreshToken)).body.error, 'invalid_grant');
  });

  it('keeps two consents of one developer apart, or ends the earlier one if told to', async () => {
    const first = await rc.connect();
    const second = await rc.connect();
    assert.equal(await works(first.accessToken), true);
    await rc.control('PATCH', '/settings', { new_consent_revokes_earlier: true });
    const bystander = await rc.connect({ developerId: demoDevelopers.oskar });
    const third = await rc.connect();
    assert.equal(await works(first.accessToken), false);
    assert.equal(await works(second.accessToken), false);
    assert.equal(await works(third.accessToken), true);
    assert.equal(await works(bystander.accessToken), true);
    assert.equal((await rc.refresh(second.refreshToken)).body.error, 'invalid_grant');
  });

  it('accepts only the client authentication that was registered', async () => {
    const { refreshToken } = await rc.connect();
    const fields = { grant_type: 'refresh_token', refresh_token: refreshToken };
    const inBody = { ...fields, client_id: demoClient.id, client_secret: demoClient.secret ?? '' };
    for (const answer of [
      await rc.token(fields, basic(demoClient.id, 'wrong')),
      await rc.token(fields, basic('nobody', 'x')),
      await rc.token(inBody, ''),
      await rc.token(fields, ''),
    ]) {
      assert.equal(answer.status, 401);
      assert.equal(answer.body.error, 'invalid_client');
    }
    await rc.control('POST', '/clients', { ...postClient, auth: 'post', redirect_uris: [redirectUri] });
    const posted = { ...fields, client_id: postClient.id, client_secret: postClient.secret };
    assert.equal((await rc.token(posted, '')).body.error, 'invalid_grant', 'a token of another client');
    assert.equal((await rc.token(fields)).status, 200, 'and nothing of this spent the token');
  });
  const postClient = { id: 'post-client', secret: 'post-secret' };

  it('explains malformed requests in the words of RFC 6749', async () => {
    const refusal = async (fields: Record<string, string>) => (await rc.token(fields)).body.error;
    assert.equal(await refusal({}), 'invalid_request');
    assert.equal(await refusal({ grant_type: 'password' }), 'unsupported_grant_type');
    assert.equal(await refusal({ grant_type: 'refresh_token' }), 'invalid_request');
    assert.equal(
      await refusal({ grant_type: 'refresh_token', refresh_token: 'rtk_made_up' }),
      'invalid_grant',
    );
    const asJson = await rc.request('/oauth2/token', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: basic() },
      body: '{}',
    });
    assert.equal(asJson.body.error, 'invalid_request');
  });

  it('keeps a ledger of sends by lineage, and of every use of a dead token', async () => {
    const first = await rc.connect();
    const bystander = await rc.connect();
    await rc.refresh(first.refreshToken);
    await rc.refresh(first.refreshToken);
    await rc.rest('/v2/projects', first.accessToken);

    const { items, overlaps } = (await rc.control('GET', '/ledger/token-sends')).body;
    const outcomes = items.map((send) => send.outcome);
    assert.deepEqual(outcomes, ['answered', 'answered', 'answered', 'invalid_grant']);
    const [mine, theirs, ...later] = items.map(({ lineage }) => lineage);
    assert.deepEqual(later, [mine, mine]);
    assert.notEqual(theirs, mine);
    assert.deepEqual(overlaps, []);

    const dead = (await rc.control('GET', '/ledger/dead-uses')).body.items;
    assert.deepEqual(
      dead.map(({ lineage, token, reason, endpoint }) => [lineage, token, reason, endpoint]),
      [
        [mine, 'refresh', 'rotated', 'token'],
        [mine, 'access', 'rotated', 'projects'],
      ],
    );
    const { items: secrets } = (await rc.control('GET', '/secrets')).body;
    assert.ok(secrets.some(({ value }) => value === bystander.refreshToken));
    assert.ok(!JSON.stringify([items, dead]).includes(first.refreshToken));
  });

  it('sees sends of one lineage that overlap', async () => {
    await rc.close();
    rc = await Harness.start({ clock: Date.now });
    const { refreshToken } = await rc.connect();
    await rc.control('POST', '/faults', { endpoint: 'token', kind: 'slow', milliseconds: 40, times: 2 });
    await Promise.all([rc.refresh(refreshToken), rc.refresh(refreshToken)]);
    const overlaps = await eventually(async () => {
      const { body } = await rc.control('GET', '/ledger/token-sends');
      assert.ok(body.items.every((send) => send.ended_at !== null));
      return body.overlaps;
    });
    assert.equal(overlaps.length, 1);
  });
});
