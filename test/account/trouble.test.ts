import assert from 'node:assert/strict';

import { nextAct } from '../../workflows/account/acts.js';
import type { Failed } from '../../workflows/account/outcomes.js';
import { resolve } from '../../workflows/account/outcomes.js';
import { ill, MINUTE, moment, NOW, runOf, stateOf } from './states.js';

const VAULT_AWAY: Failed = { kind: 'failed', trouble: 'ours', type: 'VaultUnavailable' };
const POSTGRES_AWAY: Failed = { kind: 'failed', trouble: 'ours', type: 'DatabaseUnavailable' };
const WORKER_GONE: Failed = { kind: 'failed', trouble: 'ours', type: 'TimedOut' };
const NO_ANSWER: Failed = { kind: 'failed', trouble: 'provider', type: 'ProviderTransient' };

const refresh = { type: 'refresh', credentialId: 'crd_1', version: 1 } as const;
const slotSkipped = { type: 'pass-slot', status: 'skipped', cause: 'insufficient_scope' } as const;
const slotLost = { type: 'pass-slot', status: 'failed', cause: 'our_trouble' } as const;
const look = { type: 'probe', of: 'credential', credentialId: 'crd_1' } as const;
const listing = { ...look, of: 'access' } as const;
const at = moment();

describe('Trouble on our side', () => {
  it('is noted with its beginning, and is no cause', () => {
    const first = resolve(stateOf(), at, VAULT_AWAY, refresh);
    const second = resolve(first, moment(NOW + MINUTE), VAULT_AWAY, refresh);
    assert.deepEqual([second.ourTroubleSince, second.health.cause], [NOW, null]);
  });

  it('of Vault goes on while Postgres serves, until Vault does', () => {
    const away = resolve(stateOf(ill('insufficient_scope')), at, VAULT_AWAY, refresh);
    const passed = resolve(away, at, { kind: 'done' }, slotSkipped);
    assert.equal(passed.ourTroubleSince, NOW);
    const later = resolve(passed, at, { kind: 'later', wait: MINUTE }, refresh);
    assert.equal(later.ourTroubleSince, null);
  });

  it('of Postgres ends with the next slot that is written down, even of an account that never syncs', () => {
    const away = resolve(stateOf(ill('token_revoked')), at, POSTGRES_AWAY, slotSkipped);
    assert.equal(away.ourTroubleSince, NOW);
    const back = resolve({ ...away, restUntil: 0 }, at, { kind: 'done' }, slotSkipped);
    assert.equal(back.ourTroubleSince, null);
  });

  it('of a worker ends when the same work is done', () => {
    const away = resolve(stateOf(), at, WORKER_GONE, refresh);
    assert.equal(resolve(away, at, { kind: 'done' }, slotLost).ourTroubleSince, NOW);
    assert.equal(resolve(away, at, { kind: 'missing' }, refresh).ourTroubleSince, null);
  });

  it('is over when RevenueCat is all that did not answer', () => {
    const away = resolve(stateOf(), at, VAULT_AWAY, refresh);
    assert.equal(resolve(away, at, NO_ANSWER, refresh).ourTroubleSince, null);
  });

  it('is not over by an answer about a credential that was replaced meanwhile', () => {
    const away = resolve(stateOf(), at, VAULT_AWAY, refresh);
    assert.equal(resolve(away, at, { kind: 'replaced' }, refresh).ourTroubleSince, NOW);
  });

  it('in a look at a slot costs that look, and the slot passes', () => {
    for (const act of [look, listing]) {
      const before = stateOf({ ...ill('token_lost'), nextSlot: NOW });
      const after = resolve(before, at, VAULT_AWAY, act);
      assert.equal(after.ourTroubleSince, NOW);
      assert.equal(nextAct(after, NOW).type, 'pass-slot');
    }
  });

  it('counts a slot that was lost to it for nothing against RevenueCat', () => {
    const away = { ...stateOf(), transientSlots: 1, ourTroubleSince: NOW };
    const after = resolve(away, at, { kind: 'done' }, slotLost);
    assert.deepEqual([after.transientSlots, after.health.cause], [1, null]);
  });

  it('keeps a run as it is, and lets the grant rest no longer than a slot', () => {
    const run = { ...runOf(['fetched']), steps: ['chart:0', 'chart:1'] };
    const step = { type: 'step', step: 'chart:1', credentialId: 'crd_1' } as const;
    const after = resolve(stateOf({ run }), at, VAULT_AWAY, step);
    assert.deepEqual(after.run?.results, run.results);
    assert.equal(after.restUntil, NOW + 20_000);
    const quick = stateOf({ run, cadence: { syncInterval: 2_000, refreshBeforeExpiry: 2_000 } });
    assert.equal(resolve(quick, at, VAULT_AWAY, step).restUntil, NOW + 2_000);
  });
});

describe('What a refresh or a look finds out', () => {
  const granted = (missingScopes: string[]) =>
    ({ kind: 'refreshed', credential: { ...stateOf().credential, version: 2 }, missingScopes }) as const;

  it('is the missing scopes by name, until a refresh has them again', () => {
    const named = resolve(stateOf(ill('insufficient_scope')), at, granted(['a', 'b']), refresh);
    assert.deepEqual([named.health.cause, named.health.detail], ['insufficient_scope', 'a b']);
    assert.equal(resolve(named, at, granted([]), refresh).health.cause, null);
  });

  it('does not clear what a run has found', () => {
    const before = stateOf(ill('insufficient_scope'));
    assert.equal(resolve(before, at, granted([]), refresh).health.cause, 'insufficient_scope');
  });

  it('is asked of a refresh when the list answers 401', () => {
    const before = stateOf({ ...ill('project_access_lost'), nextSlot: NOW });
    const after = resolve(before, at, { kind: 'unauthorized', version: 1 }, listing);
    assert.equal(nextAct(after, NOW).type, 'refresh');
    assert.equal(after.health.cause, 'project_access_lost');
  });

  it('ends the wait of a run for a new token when our client is rejected', () => {
    const run = { ...runOf(['fetched']), steps: ['chart:0', 'chart:1'] };
    const after = resolve(stateOf({ run, refreshWanted: true }), at, { kind: 'misconfigured' }, refresh);
    assert.equal(after.health.cause, 'client_misconfigured');
    assert.equal(nextAct(after, NOW).type, 'finish');
  });
});
