import assert from 'node:assert/strict';

import { resolve } from '../../workflows/account/outcomes.js';
import type { AccountState } from '../../workflows/account/state.js';
import type { RegisteredWebhook } from '../../workflows/activities.js';
import { DAY, HOUR, moment, NOW, stateOf } from './states.js';

const ours = { manageWebhook: true, webhookIntegrationId: 'wh_1', webhookTokenTag: 'token' };
const inOrder: RegisteredWebhook = {
  ...{ integrationId: 'wh_1', tokenTag: 'token', settingsTag: 'settings', refused: false, drift: null },
};
const looked = (state: AccountState, found: Partial<RegisteredWebhook>, now = NOW) =>
  resolve(state, moment(now), { kind: 'done', ...inOrder, ...found }, { type: 'webhook' });
const said = ({ timeline }: AccountState) => timeline.map(({ message }) => message);

describe('Our webhook at RevenueCat', () => {
  it('as we left it is nothing to speak of', () => {
    const after = looked(stateOf(ours), {});
    assert.deepEqual(said(after), []);
    assert.deepEqual([after.webhookDrift, after.webhookSettingsTag], [null, 'settings']);
  });

  it('that was changed, and put right, is on the timeline once and a warning for a day', () => {
    const found = looked(stateOf(ours), { drift: 'changed' });
    assert.deepEqual(said(found), ['Our webhook was changed at RevenueCat; we put it right.']);
    const later = looked(found, {}, NOW + DAY - HOUR);
    assert.deepEqual(later.webhookDrift, { what: 'changed', since: NOW, restored: true });
    assert.equal(said(later).length, 1);
    assert.equal(looked(later, {}, NOW + DAY).webhookDrift, null);
  });

  it('that is changed again and again is on the timeline each time', () => {
    const once = looked(stateOf(ours), { drift: 'changed' });
    assert.equal(said(looked(once, { drift: 'changed' }, NOW + HOUR)).length, 2);
  });

  it('that cannot be put right is told of once, until it can', () => {
    const refused = { drift: 'changed', refused: true } as const;
    const found = looked(stateOf(ours), refused);
    assert.deepEqual(said(found), [
      'Our webhook was changed at RevenueCat, which does not let us put it right.',
    ]);
    const still = looked(found, refused, NOW + HOUR);
    assert.deepEqual(said(still), said(found));
    assert.deepEqual(still.webhookDrift, { what: 'changed', since: NOW, restored: false });
    assert.equal(looked(still, { drift: 'changed' }, NOW + 2 * HOUR).webhookDrift?.restored, true);
  });

  it('that was removed and cannot be registered again is missed once, and registered as soon as it can be', () => {
    const gone = { integrationId: null, tokenTag: null, settingsTag: null, refused: true };
    const found = looked(stateOf(ours), { ...gone, drift: 'removed' });
    const still = looked(found, gone, NOW + HOUR);
    assert.deepEqual(said(still), [
      'Our webhook was removed at RevenueCat, which does not let us register it again.',
    ]);
    assert.deepEqual([still.webhookIntegrationId, still.webhookRefused], [null, true]);
    const back = looked(still, { integrationId: 'wh_2' }, NOW + 2 * HOUR);
    assert.deepEqual(back.webhookDrift, { what: 'removed', since: NOW, restored: true });
    assert.equal(back.webhookRefused, false);
  });

  it('that is ours no longer is nothing to warn of', () => {
    const found = looked(stateOf(ours), { drift: 'changed' });
    const given = looked(
      { ...found, manageWebhook: false },
      { integrationId: null, tokenTag: null },
      NOW + 1,
    );
    assert.equal(given.webhookDrift, null);
  });

  it('is answered by histories from before this without a word about it', () => {
    const { integrationId, tokenTag, refused } = inOrder;
    const after = resolve(
      stateOf(ours),
      moment(),
      { kind: 'done', integrationId, tokenTag, refused },
      { type: 'webhook' },
    );
    assert.deepEqual([after.webhookDrift, after.webhookSettingsTag], [null, null]);
  });
});
