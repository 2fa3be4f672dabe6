import assert from 'node:assert/strict';

import { WebhookStage } from './webhook-stage.js';

describe('simulator: webhook integrations', () => {
  let stage: WebhookStage;
  beforeEach(async () => {
    stage = await WebhookStage.open();
  });
  afterEach(() => stage.close());

  const path = (rest = '') => `/v2/projects/${stage.id}/integrations/webhooks${rest}`;
  const register = (fields: Record<string, unknown> = {}) =>
    stage.rc.restJson('POST', path(), stage.key, { name: 'Metrics', url: stage.hooks.url, ...fields });

  it('registers, lists, changes and deletes an integration, and never shows its header', async () => {
    const created = await register({ authorization_header: 'Bearer one', app_id: null });
    assert.equal(created.status, 201);
    assert.equal(created.body.object, 'webhook_integration');
    const one = path(`/${created.body.id}`);
    const changed = await stage.rc.restJson('POST', one, stage.key, {
      authorization_header: 'Bearer two',
      environment: 'production',
    });
    assert.deepEqual(
      [changed.status, changed.body.environment, changed.body.url],
      [200, 'production', stage.hooks.url],
    );
    const answers = [
      created,
      changed,
      await stage.rc.rest(path(), stage.key),
      await stage.rc.rest(one, stage.key),
    ];
    for (const { text } of answers) assert.doesNotMatch(text, /Bearer|authorization|signing/);
    assert.equal(answers[2]?.body.items.length, 1);

    const gone = await stage.rc.rest(one, stage.key, { method: 'DELETE' });
    assert.deepEqual(
      [gone.status, gone.body.object, gone.body.id],
      [200, 'webhook_integration', created.body.id],
    );
    assert.equal((await stage.rc.rest(one, stage.key)).status, 404);
  });

  it('refuses an integration that makes no sense', async () => {
    for (const fields of [
      { url: 'not a url' },
      { name: '' },
      { event_types: ['TEST'] },
      { app_id: 'app_of_nobody' },
      { secret: 'x' },
    ]) {
      const { status, body } = await register(fields);
      assert.deepEqual([status, body.type], [400, 'parameter_error'], JSON.stringify(fields));
    }
    const asText = await stage.rc.rest(path(), stage.key, { method: 'POST', body: '{}' });
    assert.deepEqual([asText.status, asText.body.type], [400, 'invalid_request']);
  });
});
