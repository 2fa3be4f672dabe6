import assert from 'node:assert/strict';

import { demoDevelopers } from '../../simulator/demo.js';
import {
  allScopes,
  authorizationRequest,
  basic,
  Harness,
  locationOf,
  redirectUri,
  tokensOf,
} from './support.js';

const verifier = 'a-verifier-of-at-least-forty-three-characters-x';

describe('simulator: consent', () => {
  let rc: Harness;
  before(async () => {
    rc = await Harness.start();
  });
  after(() => rc.close());

  const ask = (changes: Record<string, string> = {}, without: string[] = []) => {
    const params = new URLSearchParams({ ...authorizationRequest(verifier), ...changes });
    for (const name of without) params.delete(name);
    return rc.request(`/oauth2/authorize?${params.toString()}`);
  };
  const decide = (fields: [string, string][], changes: Record<string, string> = {}) =>
    rc.form('/oauth2/authorize', [
      ...Object.entries({ ...authorizationRequest(verifier), developer_id: demoDevelopers.dana, ...changes }),
      ...fields,
    ]);

  it('shows who asks, every scope asked for, and who can be signed in', async () => {
    const { status, text, headers } = await ask();
    assert.equal(status, 200);
    assert.match(headers.get('Content-Type') ?? '', /html/);
    for (const expected of ['Revenue layer', 'Dana Demo', 'Oskar Other', 'Nina Newcomer', ...allScopes]) {
      assert.ok(text.includes(expected), expected);
    }
    assert.doesNotMatch(text, /src=|https?:\/\/(?!localhost)/, 'no outside resources');
  });

  it('sends an approval back with a code and the state', async () => {
    const answer = await decide([['decision', 'approve']]);
    assert.equal(answer.status, 303);
    assert.ok(answer.headers.get('Location')?.startsWith(`${redirectUri}?`));
    assert.equal(locationOf(answer).get('state'), 'state-1');
    assert.ok(locationOf(answer).get('code'));
  });

  it('sends a denial back as access_denied with the state', async () => {
    const answer = await decide([['decision', 'deny']]);
    assert.equal(answer.status, 303);
    assert.equal(locationOf(answer).get('error'), 'access_denied');
    assert.equal(locationOf(answer).get('state'), 'state-1');
    assert.equal(locationOf(answer).get('code'), null);
  });

  it('grants fewer scopes if boxes are unticked, and names what was granted', async () => {
    const answer = await decide([
      ['decision', 'approve'],
      ['choose_scopes', 'yes'],
      ['granted_scope', 'charts_metrics:charts:read'],
      ['granted_scope', 'project_configuration:audit_logs:read'],
    ]);
    const tokens = tokensOf(await rc.exchange(locationOf(answer).get('code') ?? '', verifier));
    assert.equal(tokens.scope, 'charts_metrics:charts:read', 'never more than was asked for');
  });

  for (const [name, changes] of [
    ['an unknown client', { client_id: 'somebody-else' }],
    ['an unregistered redirect URI', { redirect_uri: `${redirectUri}/` }],
  ] as const) {
    it(`shows a page and does not redirect for ${name}`, async () => {
      const { status, headers } = await ask(changes);
      assert.equal(status, 400);
      assert.equal(headers.get('Location'), null);
    });
  }

  for (const [name, changes, without, error] of [
    ['another response type', { response_type: 'token' }, [], 'unsupported_response_type'],
    ['no response type', {}, ['response_type'], 'invalid_request'],
    ['an unknown scope', { scope: 'everything:read' }, [], 'invalid_scope'],
    ['no scope', {}, ['scope'], 'invalid_scope'],
    ['a plain code challenge', { code_challenge_method: 'plain' }, [], 'invalid_request'],
  ] as const) {
    it(`refuses ${name} by redirect`, async () => {
      const answer = await ask(changes, [...without]);
      assert.equal(answer.status, 303);
      assert.equal(locationOf(answer).get('error'), error);
      assert.equal(locationOf(answer).get('state'), 'state-1');
    });
  }

  it('requires PKCE of public clients only', async () => {
    const client = { id: 'public=client', auth: 'none', redirect_uris: [redirectUri] };
    await rc.control('POST', '/clients', client);
    const noPkce = ['code_challenge', 'code_challenge_method'];
    assert.equal(locationOf(await ask({ client_id: client.id }, noPkce)).get('error'), 'invalid_request');
    assert.equal((await ask({}, noPkce)).status, 200);

    const approval = await decide([['decision', 'approve']], { client_id: client.id });
    const fields = {
      ...{ grant_type: 'authorization_code', redirect_uri: redirectUri, client_id: client.id },
      ...{ code: locationOf(approval).get('code') ?? '', code_verifier: verifier },
    };
    assert.equal((await rc.token(fields, basic())).body.error, 'invalid_request', 'two clients at once');
    assert.equal((await rc.token(fields, '')).status, 200);
  });
});
