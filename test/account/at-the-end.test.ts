import assert from 'node:assert/strict';

import { nextAct } from '../../workflows/account/acts.js';
import { type ActOf, resolve } from '../../workflows/account/outcomes.js';
import { MINUTE, moment, NOW, runOf, stateOf } from './states.js';

describe('what an account does next at its end', () => {
  const drained = { gateClosed: true, inboxDrained: true, webhook: null, credentialDeleted: false };
  const closing = { since: NOW, ...drained };

  it('is to look for our webhook before it says that there is none, where an answer to making it was lost', () => {
    const before = stateOf({ status: 'disconnecting', closing, manageWebhook: true });
    assert.deepEqual(nextAct(before, NOW), { type: 'leave-webhook', outcome: 'not_ours' });
    const lost = {
      kind: 'failed',
      trouble: 'provider',
      type: 'ProviderTransient',
      careful: true,
    } as const;
    const unsure = resolve(before, moment(), lost, { type: 'webhook' });
    assert.deepEqual(nextAct(unsure, NOW), { type: 'remove-webhook', integrationId: null });
    const answered = { kind: 'done', integrationId: null, tokenTag: null, refused: true } as const;
    const unread = resolve(unsure, moment(), answered, { type: 'webhook' });
    assert.deepEqual(nextAct(unread, NOW), { type: 'remove-webhook', integrationId: null });
    const sure = resolve(unsure, moment(), { ...answered, refused: false }, { type: 'webhook' });
    assert.deepEqual(nextAct(sure, NOW), { type: 'leave-webhook', outcome: 'not_ours' });
  });

  it('is to end in silence where the account was connected anew and this workflow should be over', () => {
    const run = { ...runOf([]), begun: false };
    const before = stateOf({ run, manageWebhook: true, webhookIntegrationId: 'wh_of_the_later_one' });
    const stale = { kind: 'failed', trouble: 'unknown', type: 'StaleGeneration', careful: true } as const;
    let state = resolve(before, moment(), stale, { type: 'begin' });
    const done = [];
    for (let act = nextAct(state, NOW); act.type !== 'wait' && done.length < 4; act = nextAct(state, NOW)) {
      done.push(act.type);
      state = resolve(state, moment(), { kind: 'done' }, act as ActOf<'close-gate'>);
    }
    assert.deepEqual(done, ['close-gate', 'drain-inbox', 'delete-credentials', 'finish-disconnect']);
    assert.deepEqual(state.timeline, []);
  });

  it('is to find out with a refresh what a 401 to the removal of our webhook means, once', () => {
    const before = stateOf({ status: 'disconnecting', closing, webhookIntegrationId: 'wh_1' });
    const removal = { type: 'remove-webhook', integrationId: 'wh_1' } as const;
    const rejected = { kind: 'done', outcome: 'unauthorized' } as const;
    const first = resolve(before, moment(), rejected, removal);
    assert.deepEqual(nextAct(first, NOW), { type: 'refresh', credentialId: 'crd_1', version: 1 });
    const renewed = { ...first, credential: { ...first.credential, version: 2 } };
    assert.deepEqual(nextAct(renewed, NOW), removal);
    assert.equal(resolve(renewed, moment(), rejected, removal).closing?.webhook, 'by_hand');
    const { credential } = before;
    const key = { ...before, credential: { ...credential, kind: 'api_key' as const, accessExpiresAt: null } };
    assert.equal(resolve(key, moment(), rejected, removal).closing?.webhook, 'by_hand');
  });

  it('is to have patience with the removal of our webhook for a quarter of an hour, without our own outages', () => {
    const before = stateOf({ status: 'disconnecting', closing, webhookIntegrationId: 'wh_1' });
    const removal = { type: 'remove-webhook', integrationId: 'wh_1' } as const;
    const failed = (trouble: 'ours' | 'provider', type: string, at: number) =>
      resolve(before, moment(at), { kind: 'failed', trouble, type, careful: true }, removal);
    const silent = failed('provider', 'ProviderTransient', NOW + 14 * MINUTE);
    assert.deepEqual(nextAct(silent, NOW + 15 * MINUTE), { type: 'leave-webhook', outcome: 'by_hand' });
    const vaultAway = failed('ours', 'VaultUnavailable', NOW + 14 * MINUTE);
    assert.deepEqual(nextAct(vaultAway, NOW + 15 * MINUTE), removal);
    assert.equal(nextAct(vaultAway, NOW + 29 * MINUTE).type, 'leave-webhook');
  });
});
