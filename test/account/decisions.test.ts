import assert from 'node:assert/strict';

import { nextAct } from '../../workflows/account/acts.js';
import { verdictOfRun } from '../../workflows/account/health.js';
import { resolve } from '../../workflows/account/outcomes.js';
import { isUrgent, refreshDue, slotAfter } from '../../workflows/account/schedule.js';
import { type AccountState, MISSING } from '../../workflows/account/state.js';
import { adopted, syncWanted } from '../../workflows/account/wishes.js';
import { HOUR, ill, moment, NOW, runOf, stateOf } from './states.js';

describe('a credential that is taken over', () => {
  const at = { ref: { projectId: 'prj_1', accountId: 'acc_1', generation: 1 }, now: NOW };
  const taken = (before: AccountState, id: string) => {
    const credential = { ...stateOf().credential, id };
    return adopted(
      before,
      at,
      { generation: 1, credential, budgetKey: 'developer:x', manageWebhook: false },
      'r',
    );
  };

  it('is judged by what RevenueCat does from then on, whatever kept the one before from being renewed', () => {
    const after = { ...taken(stateOf({ heldUpByUs: true, refreshMisses: 5 }), 'crd_2'), transientSlots: 1 };
    assert.deepEqual([after.heldUpByUs, after.refreshMisses], [false, 0]);
    assert.equal(verdictOfRun(after, runOf(['transient']), null).cause, 'provider_unavailable');
  });

  it('retires the one before, and ends what that one suffered from', () => {
    const after = taken(stateOf(ill('token_lost')), 'crd_2');
    assert.equal(after.credential.id, 'crd_2');
    assert.deepEqual(after.retiredCredentialIds, ['crd_1']);
    assert.equal(after.health.cause, null);
  });

  it('is taken over once, also if its hand-over is repeated after the next one', () => {
    const second = taken(stateOf(), 'crd_2');
    assert.equal(taken(second, 'crd_2'), second);
    const third = { ...taken(second, 'crd_3'), retiredCredentialIds: [] };
    assert.equal(taken(third, 'crd_2'), third);
  });
});

describe('a sync that somebody asks for', () => {
  const scheduled = { ...runOf([]), steps: ['chart:mrr'], notBefore: NOW + HOUR, startedAt: NOW };

  it('is the run under way, if there is one, which then goes before those of siblings at once', () => {
    const waiting = stateOf({ run: scheduled });
    assert.equal(isUrgent(waiting, scheduled, NOW), false);
    const { run, wanted } = syncWanted(waiting, 'another');
    assert.ok(run);
    assert.equal(wanted, null);
    assert.equal(run.id, scheduled.id);
    assert.equal(isUrgent(waiting, run, NOW), true);
    assert.equal(nextAct({ ...waiting, run }, NOW).type, 'step');
  });

  it('makes no difference to one that has waited for half an interval: that goes first by itself', () => {
    assert.equal(isUrgent(stateOf(), scheduled, NOW + HOUR / 2 + 1), true);
  });
});

describe('what an account does next', () => {
  it('is to wait for the refresh or the slot, whichever comes first', () => {
    assert.deepEqual(nextAct(stateOf(), NOW), { type: 'wait', until: NOW + HOUR / 2 });
    const soon = stateOf({ nextSlot: NOW + 2 * HOUR });
    assert.deepEqual(nextAct(soon, NOW), { type: 'wait', until: NOW + (3 * HOUR) / 4 });
  });

  it('is to refresh before anything else needs the token', () => {
    assert.equal(nextAct(stateOf({ nextSlot: NOW }), NOW + HOUR).type, 'refresh');
  });

  it('is one run after an outage of five hours', () => {
    const later = NOW + 5 * HOUR;
    const fresh = { ...stateOf().credential, obtainedAt: later, accessExpiresAt: later + HOUR };
    assert.equal(nextAct(stateOf({ credential: fresh }), later).type, 'start-run');
    assert.ok(slotAfter('acc_1', HOUR, later) > later);
  });

  it('is nothing at its slots while it is paused, but a sync that was asked for', () => {
    const paused = stateOf({ status: 'paused', nextSlot: NOW });
    assert.equal(nextAct(paused, NOW).type, 'wait');
    assert.equal(nextAct({ ...paused, wanted: { runId: 'r', kind: 'manual' } }, NOW).type, 'start-run');
  });

  it('is to let slots pass while no sync can work, with a look where that can change by itself', () => {
    const at = { nextSlot: NOW };
    assert.equal(nextAct(stateOf({ ...at, ...ill('token_revoked') }), NOW).type, 'pass-slot');
    for (const cause of ['token_lost', 'project_access_lost'] as const) {
      const before = stateOf({ ...at, ...ill(cause) });
      assert.equal(nextAct(before, NOW).type, 'probe');
      assert.equal(nextAct({ ...before, probedSlot: NOW }, NOW).type, 'pass-slot');
    }
    assert.equal(nextAct(stateOf({ ...at, ...ill('provider_unavailable') }), NOW).type, 'start-run');
  });

  it('is to look into Vault for an API key that was lost there, and not for one that RevenueCat rejected', () => {
    const lost = stateOf({ nextSlot: NOW, ...ill('api_key_rejected', MISSING) });
    assert.deepEqual(nextAct(lost, NOW), { type: 'probe', of: 'credential', credentialId: 'crd_1' });
    const rejected = stateOf({ nextSlot: NOW, ...ill('api_key_rejected') });
    assert.equal(nextAct(rejected, NOW).type, 'pass-slot');
  });

  it('is not to look for the RevenueCat project with a token that has ended, or is in doubt', () => {
    const access = { ...ill('project_access_lost'), nextSlot: NOW, refreshNotBefore: NOW + HOUR };
    const { credential } = stateOf();
    const ended = stateOf({ ...access, credential: { ...credential, accessExpiresAt: NOW - 1 } });
    assert.equal(nextAct(ended, NOW).type, 'pass-slot');
    assert.equal(nextAct(stateOf({ ...access, refreshWanted: true }), NOW).type, 'pass-slot');
  });

  it('is to write a slot without access down as lost to whoever was away', () => {
    const { credential } = stateOf();
    const ended = { nextSlot: NOW, refreshNotBefore: NOW + HOUR };
    const before = stateOf({ ...ended, credential: { ...credential, accessExpiresAt: NOW } });
    const lostTo = (cause: string) => ({ type: 'pass-slot', status: 'failed', cause });
    assert.deepEqual(nextAct(before, NOW), lostTo('provider_unavailable'));
    assert.deepEqual(nextAct({ ...before, ourTroubleSince: NOW }, NOW), lostTo('our_trouble'));
    // Vault answers again, and an earlier attempt of ours may still have a send in the air.
    const waits = { kind: 'later', wait: 30_000, ours: true, careful: true } as const;
    const refresh = { type: 'refresh', credentialId: 'crd_1', version: 1 } as const;
    const lost = { type: 'pass-slot', status: 'failed', cause: 'our_trouble' } as const;
    const heldUp = resolve({ ...before, refreshNotBefore: 0 }, moment(), waits, refresh);
    assert.deepEqual(nextAct(heldUp, NOW), lostTo('our_trouble'));
    const passed = resolve({ ...heldUp, transientSlots: 1 }, moment(), { kind: 'done' }, lost);
    assert.deepEqual([passed.transientSlots, passed.health.cause], [1, null]);
  });

  it('is the end of a run in which RevenueCat has not answered three times, and has answered nothing', () => {
    const steps = ['apps', 'products', 'chart:mrr', 'chart:revenue'];
    const missed = { outcome: 'transient', calls: 1, httpStatus: null, detail: null } as const;
    const results = { apps: missed, products: missed, 'chart:mrr': missed };
    const run = { ...runOf([]), startedAt: NOW, steps, results };
    assert.equal(nextAct(stateOf({ run }), NOW).type, 'finish');
    const fetched = { ...missed, outcome: 'fetched' as const };
    const listed = { ...results, apps: fetched };
    assert.equal(nextAct(stateOf({ run: { ...run, results: listed } }), NOW).type, 'step');
    const charts = { apps: fetched, 'chart:a': missed, 'chart:b': missed, 'chart:c': missed };
    assert.equal(nextAct(stateOf({ run: { ...run, results: charts } }), NOW).type, 'finish');
  });

  it('is the disconnect, whatever else is due', () => {
    const closing = {
      ...{ since: NOW, gateClosed: false, inboxDrained: false },
      ...{ webhook: null, credentialDeleted: false },
    };
    const before = stateOf({ status: 'disconnecting', closing, nextSlot: 0 });
    assert.equal(nextAct(before, NOW + HOUR).type, 'close-gate');
  });

  it('is to rest while a part of ours is away', () => {
    assert.deepEqual(nextAct(stateOf({ restUntil: NOW + 1, nextSlot: 0 }), NOW), {
      type: 'wait',
      until: NOW + 1,
    });
  });

  it('never sends a grant again that is dead', () => {
    for (const cause of ['token_revoked', 'token_lost', 'token_expired'] as const) {
      assert.equal(refreshDue(stateOf(ill(cause))), null, cause);
    }
  });

  it('is a refresh once a day while nothing needs the access token', () => {
    assert.equal(refreshDue(stateOf({ status: 'paused' })), NOW + 24 * HOUR);
    assert.equal(refreshDue(stateOf(ill('insufficient_scope'))), NOW + 24 * HOUR);
  });
});

describe('the slots of an account', () => {
  it('lie one interval apart, at a minute that stays its own', () => {
    const first = slotAfter('acc_1', HOUR, NOW);
    assert.ok(first > NOW && first <= NOW + HOUR);
    assert.equal(slotAfter('acc_1', HOUR, first), first + HOUR);
    assert.equal(slotAfter('acc_1', HOUR, NOW + 30 * 24 * HOUR) % HOUR, first % HOUR);
  });

  it('spread a fleet over the interval', () => {
    const minutes = Array.from(
      { length: 600 },
      (_none, index) => slotAfter(`acc_${index}`, HOUR, NOW) % HOUR,
    );
    const tenths = new Map<number, number>();
    for (const minute of minutes) {
      const tenth = Math.floor((minute * 10) / HOUR);
      tenths.set(tenth, (tenths.get(tenth) ?? 0) + 1);
    }
    assert.equal(tenths.size, 10);
    assert.ok(Math.max(...tenths.values()) < 120);
  });
});
