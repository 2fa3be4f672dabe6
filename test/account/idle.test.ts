import assert from 'node:assert/strict';

import { slotAfter } from '../../workflows/account/schedule.js';
import type { AccountState } from '../../workflows/account/state.js';
import { type Deed, live, renewed, type World } from './pure-life.js';
import { DAY, HOUR, ill, MINUTE, NOW, stateOf } from './states.js';

const SIXTY_DAYS = { from: NOW, until: NOW + 60 * DAY };

/** An account at its own minute of the hour. */
const account = (patch: Partial<AccountState> = {}) =>
  stateOf({ nextSlot: slotAfter('acc_1', HOUR, NOW), ...patch });

/** What an account does in sixty days in which nothing changes for it. */
function sixtyDays(state: AccountState, world: World = {}) {
  const { deeds } = live(state, SIXTY_DAYS, world);
  const of = (type: Deed['type']) => deeds.filter((deed) => deed.type === type);
  const refreshes = of('refresh');
  return { of, refreshes, oldest: Math.max(...refreshes.map(({ age }) => age)) };
}

describe('A grant, over sixty days', () => {
  it('is renewed once a day while the account is paused', () => {
    const { refreshes, oldest, of } = sixtyDays(account({ status: 'paused', pausedAt: NOW }));
    assert.ok(refreshes.length >= 59 && refreshes.length <= 60, `${refreshes.length} refreshes`);
    assert.ok(oldest <= DAY + MINUTE, `${oldest / HOUR} hours`);
    assert.equal(of('step').length, 0);
  });

  it('is renewed once a day while syncs are skipped for want of a permission, and each slot is written down', () => {
    const { refreshes, oldest, of } = sixtyDays(account(ill('insufficient_scope')));
    assert.ok(refreshes.length >= 59 && refreshes.length <= 60, `${refreshes.length} refreshes`);
    assert.ok(oldest <= DAY + MINUTE, `${oldest / HOUR} hours`);
    assert.equal(of('pass-slot').length, 60 * 24);
  });

  it('is renewed as for syncs while the RevenueCat project is looked for', () => {
    const { oldest, of } = sixtyDays(account(ill('project_access_lost')), {
      probe: () => ({ kind: 'not_listed' }),
    });
    assert.ok(oldest <= HOUR, `${oldest / MINUTE} minutes`);
    assert.equal(of('probe').length, 60 * 24);
  });

  it('is renewed and looked with as ever while the account is paused and the RevenueCat project is looked for', () => {
    const paused = account({ status: 'paused', pausedAt: NOW, ...ill('project_access_lost') });
    const { oldest, of } = sixtyDays(paused, { probe: () => ({ kind: 'not_listed' }) });
    assert.ok(oldest <= HOUR, `${oldest / MINUTE} minutes`);
    assert.equal(of('probe').length, 60 * 24);
    assert.equal(of('pass-slot').length, 0);
  });

  it('is renewed before each hour is over while the account syncs', () => {
    const { oldest, of } = sixtyDays(account());
    assert.ok(oldest < HOUR, `${oldest / MINUTE} minutes`);
    assert.equal(of('finish').length, 60 * 24);
  });

  it('outlives an outage of RevenueCat of a week, and is renewed a minute after its end', () => {
    const [begin, end] = [NOW + 10 * DAY, NOW + 17 * DAY];
    const refresh: World['refresh'] = (state, now) =>
      now > begin && now < end ? { kind: 'later', wait: MINUTE } : renewed(state, now);
    const { refreshes, oldest } = sixtyDays(account({ status: 'paused', pausedAt: NOW }), { refresh });
    const first = refreshes.find(({ at }) => at >= end - 2_000);
    assert.ok((first?.at ?? 0) - end <= 2 * MINUTE);
    assert.ok(oldest <= 8 * DAY + 2 * MINUTE, `${oldest / DAY} days`);
  });

  it('is asked for at most every ten minutes while RevenueCat brings no new pair, and at first after one', () => {
    const { refreshes } = sixtyDays(account(), {
      refresh: () => ({ kind: 'later', wait: MINUTE, careful: true }),
    });
    const [first = 0, second = 0, third = 0] = refreshes.map(({ at }) => at);
    assert.ok(second - first < 2 * MINUTE && third - second < 3 * MINUTE);
    assert.ok(refreshes.length <= (60 * DAY) / (10 * MINUTE), `${refreshes.length} refreshes`);
  });

  it('is asked for once at each slot while RevenueCat rejects our client', () => {
    const { refreshes, of } = sixtyDays(account(ill('client_misconfigured')), {
      refresh: () => ({ kind: 'misconfigured' }),
    });
    assert.equal(refreshes.length, 60 * 24);
    assert.equal(of('pass-slot').length, 60 * 24);
  });

  it('is never sent again once it is dead, and an API key never at all', () => {
    for (const cause of ['token_revoked', 'token_lost', 'token_expired'] as const) {
      const { refreshes, of } = sixtyDays(account(ill(cause)), {
        probe: () => ({ kind: 'stored', credential: null }),
      });
      assert.deepEqual([refreshes.length, of('step').length], [0, 0], cause);
      assert.equal(of('probe').length, cause === 'token_lost' ? 60 * 24 : 0);
      const paused = account({ status: 'paused', pausedAt: NOW, ...ill(cause) });
      const whilePaused = sixtyDays(paused, { probe: () => ({ kind: 'stored', credential: null }) });
      assert.equal(whilePaused.of('probe').length, of('probe').length);
    }
    const { credential } = account();
    const key = account({ credential: { ...credential, kind: 'api_key', accessExpiresAt: null } });
    assert.equal(sixtyDays(key).refreshes.length, 0);
    assert.equal(sixtyDays(key).of('finish').length, 60 * 24);
  });
});

describe('Our webhook at RevenueCat, while an account is paused for sixty days', () => {
  const SEEN = { kind: 'done', integrationId: 'wh_1', tokenTag: 'tag', refused: false } as const;
  const paused = account({ status: 'paused', pausedAt: NOW, manageWebhook: true });

  it('is looked at once a day, so that a token that was rotated gets there', () => {
    const { of } = sixtyDays(paused, { webhook: () => SEEN });
    assert.ok(of('webhook').length >= 58 && of('webhook').length <= 60, `${of('webhook').length} looks`);
  });

  it('is looked at once a day with an API key as well, and also where RevenueCat does not answer', () => {
    const credential = { ...paused.credential, kind: 'api_key' as const, accessExpiresAt: null };
    assert.equal(sixtyDays({ ...paused, credential }, { webhook: () => SEEN }).of('webhook').length, 59);
  });

  it('is tried again after five minutes where RevenueCat does not answer, and is not called refused', () => {
    const silent = { kind: 'failed', trouble: 'provider', type: 'ProviderTransient', careful: true } as const;
    const outage = { from: NOW, until: NOW + DAY + HOUR };
    const { state, deeds } = live({ ...paused, webhookDue: true }, outage, { webhook: () => silent });
    const [first, second] = deeds.filter(({ type }) => type === 'webhook');
    assert.ok((second?.at ?? 0) - (first?.at ?? 0) <= 6 * MINUTE);
    assert.deepEqual([state.webhookRefused, state.ourTroubleSince], [false, null]);
  });

  it('is tried again while Vault is away, which is trouble on our side', () => {
    const away = { kind: 'failed', trouble: 'ours', type: 'VaultUnavailable', careful: true } as const;
    const { state } = live(
      { ...paused, webhookDue: true },
      { from: NOW, until: NOW + HOUR / 2 },
      { webhook: () => away },
    );
    assert.deepEqual([state.webhookRefused, state.webhookDue], [false, true]);
    assert.notEqual(state.ourTroubleSince, null);
  });

  it('is left alone where it is not ours to manage', () => {
    assert.equal(sixtyDays({ ...paused, manageWebhook: false }).of('webhook').length, 0);
  });
});
