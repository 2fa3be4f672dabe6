import assert from 'node:assert/strict';

import { judged, verdictOfRun } from '../../workflows/account/health.js';
import { resolve } from '../../workflows/account/outcomes.js';
import { type AccountState, HEALTH_CAUSES, type HealthCause } from '../../workflows/account/state.js';
import { ill, moment, NOW, runOf, stateOf } from './states.js';

/** A later slot than the one of the state. */
const next = (state: AccountState) => ({ ...state, nextSlot: state.nextSlot + 1 });

describe('what a run says of the health', () => {
  const verdict = (
    outcomes: Parameters<typeof runOf>[0],
    probe: Parameters<typeof verdictOfRun>[2] = null,
    before = stateOf(),
  ) => verdictOfRun(before, runOf(outcomes), probe).cause;
  const once = stateOf({ transientSlots: 1 });

  it('is healthy when one chart answered, whatever became of the others', () => {
    assert.equal(verdict(['fetched', 403, 'transient']), null);
  });

  it('tells a missing scope from a RevenueCat project that is gone', () => {
    assert.equal(verdict([403, 404], 'listed'), 'insufficient_scope');
    assert.equal(verdict([403, 403], 'forbidden'), 'insufficient_scope');
    assert.equal(verdict([404, 403], 'not_listed'), 'project_access_lost');
  });

  it('is not that access is lost while the list does not come, or cannot be read', () => {
    assert.equal(verdict([403, 403], null), undefined);
    assert.equal(verdict([403, 403], null, once), 'unexpected_response');
    assert.equal(verdict([403, 403], 'unknown'), 'unexpected_response');
    for (const probe of ['wait', 'unauthorized', 'missing'] as const)
      assert.equal(verdict([403, 403], probe, once), undefined);
  });

  it('does not ask the owner to reconnect because a question was refused', () => {
    assert.equal(verdict([400, 400], 'listed'), 'unexpected_response');
    assert.equal(verdict(['unexpected', 400]), 'unexpected_response');
    assert.equal(verdict([403, 'unexpected']), 'unexpected_response');
  });

  it('calls RevenueCat unavailable after two slots with nothing but transient failures', () => {
    assert.equal(verdict(['transient', 'transient']), undefined);
    assert.equal(verdict(['transient', 'unauthorized'], null, once), 'provider_unavailable');
  });

  it('calls it unreadable after two slots in which some charts did not answer and none could be read', () => {
    assert.equal(verdict([403, 'transient']), undefined);
    assert.equal(verdict([403, 'transient'], null, once), 'unexpected_response');
    assert.equal(verdict(['unexpected', 'transient'], null, once), 'unexpected_response');
  });

  it('says nothing about a credential that was taken over while its numbers were being published', () => {
    const refused = { ...runOf([403]), steps: ['chart:0'] };
    const act = { type: 'finish', credentialId: 'crd_1' } as const;
    const ended = { kind: 'ended', probe: 'not_listed' } as const;
    const blamed = resolve(stateOf({ run: refused }), moment(), ended, act);
    assert.equal(blamed.health.cause, 'project_access_lost');
    const { credential } = stateOf();
    const taken = stateOf({ run: refused, credential: { ...credential, id: 'crd_2' } });
    const after = resolve(taken, moment(), ended, act);
    assert.deepEqual([after.health.cause, after.run], [null, null]);
  });

  it('counts runs within one slot once, and begins anew after a number', () => {
    const counted = (before: AccountState, outcome: 'transient' | 'fetched') => {
      const { transientSlots, transientUntil } = verdictOfRun(before, runOf([outcome]), null);
      return { ...before, transientSlots, ...(transientUntil !== undefined && { transientUntil }) };
    };
    const first = counted(stateOf(), 'transient');
    const again = counted(first, 'transient');
    assert.equal(again.transientSlots, 1);
    assert.equal(counted(next(again), 'transient').transientSlots, 2);
    assert.equal(counted(next(again), 'fetched').transientSlots, 0);
  });

  it('is nothing while a part of our own is away', () => {
    assert.equal(verdict(['transient'], null, { ...once, ourTroubleSince: NOW }), undefined);
  });

  it('leaves alone what others decide', () => {
    assert.equal(verdict(['fetched'], null, stateOf(ill('client_misconfigured'))), undefined);
    assert.equal(verdict(['fetched'], null, stateOf(ill('token_revoked'))), undefined);
    const named = stateOf(ill('insufficient_scope', 'charts_metrics:charts:read'));
    assert.equal(verdict(['fetched'], null, named), undefined);
  });
});

describe('the health of an account', () => {
  const after = (before: HealthCause | null, cause: HealthCause | null) =>
    judged({ cause: before, since: 1, detail: null }, cause, null, NOW).cause;
  /** Both are about how RevenueCat answered the newest run: the one proves that the other is over. */
  const newestKnowsBest: readonly (HealthCause | null)[] = [
    ...([
      'insufficient_scope',
      'project_access_lost',
      'provider_unavailable',
      'unexpected_response',
    ] as const),
  ];

  it('shows the graver of two causes, whichever was found first', () => {
    for (const [rank, graver] of HEALTH_CAUSES.entries()) {
      for (const lesser of HEALTH_CAUSES.slice(rank + 1)) {
        assert.equal(after(lesser, graver), graver, `${graver} after ${lesser}`);
        if (newestKnowsBest.includes(graver) && newestKnowsBest.includes(lesser)) continue;
        assert.equal(after(graver, lesser), graver, `${lesser} after ${graver}`);
      }
    }
  });

  it('follows the newest run among the causes that runs decide', () => {
    assert.equal(after('provider_unavailable', 'unexpected_response'), 'unexpected_response');
    for (const cause of newestKnowsBest) assert.equal(after(cause, null), null);
  });

  it('does not leave a dead grant by itself', () => {
    for (const cause of ['token_revoked', 'token_lost', 'token_expired', 'api_key_rejected'] as const)
      assert.equal(after(cause, null), cause);
  });

  it('keeps its beginning while the cause stays', () => {
    const before = { cause: 'insufficient_scope', since: 1, detail: 'a' } as const;
    assert.equal(judged(before, 'insufficient_scope', 'b', NOW).since, 1);
  });
});
