import assert from 'node:assert/strict';

import { nextAct } from '../../workflows/account/acts.js';
import { judged, verdictOfRun } from '../../workflows/account/health.js';
import { refreshDue, slotAfter } from '../../workflows/account/schedule.js';
import type { AccountState, HealthCause, Run, StepStatus } from '../../workflows/account/state.js';
import { adopted } from '../../workflows/account/wishes.js';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 22, 12);

function state(patch: Partial<AccountState> = {}): AccountState {
  return {
    revision: 1,
    status: 'connected',
    pausedAt: null,
    revenueCatProject: { id: 'proj1', name: 'Acme', createdAt: 0 },
    budgetKey: 'developer:x',
    credential: {
      id: 'crd_1',
      kind: 'oauth',
      version: 1,
      scopes: [],
      accessExpiresAt: NOW + HOUR,
      obtainedAt: NOW,
    },
    refreshNotBefore: 0,
    retiredCredentialIds: [],
    manageWebhook: false,
    webhookIntegrationId: null,
    webhookDue: false,
    webhookRefused: false,
    webhookTokenTag: null,
    health: { cause: null, since: 0, detail: null },
    transientSlots: 0,
    ourTroubleSince: null,
    restUntil: 0,
    nextSlot: NOW + HOUR / 2,
    wanted: null,
    run: null,
    inboxDirty: false,
    closing: null,
    timeline: [],
    cadence: { syncInterval: HOUR, refreshBeforeExpiry: HOUR / 4 },
    ...patch,
  };
}

const ill = (cause: HealthCause) => ({ health: { cause, since: 0, detail: null } });

function run(outcomes: (StepStatus['outcome'] | number)[]): Run {
  const steps = outcomes.map((_outcome, index) => `chart:${index}`);
  const results = outcomes.map((outcome, index): [string, StepStatus] => [
    `chart:${index}`,
    typeof outcome === 'number'
      ? { outcome: 'refused', calls: 1, httpStatus: outcome, detail: null }
      : { outcome, calls: 1, httpStatus: null, detail: null },
  ]);
  return {
    ...{ id: 'r', kind: 'scheduled', slot: NOW, begun: true, from: '2026-11-01', asOf: '2026-11-22' },
    ...{ currency: 'USD', notBefore: 0, patience: 0, refreshedAfter401: false, steps },
    results: Object.fromEntries(results),
  };
}

describe('a credential that is taken over', () => {
  const at = { ref: { projectId: 'prj_1', accountId: 'acc_1', generation: 1 }, now: NOW };
  const taken = (before: AccountState, id: string) => {
    const credential = { ...state().credential, id };
    return adopted(
      before,
      at,
      { generation: 1, credential, budgetKey: 'developer:x', manageWebhook: false },
      'r',
    );
  };

  it('retires the one before, and ends what that one suffered from', () => {
    const after = taken(state(ill('token_lost')), 'crd_2');
    assert.equal(after.credential.id, 'crd_2');
    assert.deepEqual(after.retiredCredentialIds, ['crd_1']);
    assert.equal(after.health.cause, null);
  });

  it('is taken over once, also if its hand-over is repeated after the next one', () => {
    const second = taken(state(), 'crd_2');
    assert.equal(taken(second, 'crd_2'), second);
    const third = { ...taken(second, 'crd_3'), retiredCredentialIds: [] };
    assert.equal(taken(third, 'crd_2'), third);
  });
});

describe('what an account does next', () => {
  it('is to wait for the refresh or the slot, whichever comes first', () => {
    assert.deepEqual(nextAct(state(), NOW), { type: 'wait', until: NOW + HOUR / 2 });
    const soon = state({ nextSlot: NOW + 2 * HOUR });
    assert.deepEqual(nextAct(soon, NOW), { type: 'wait', until: NOW + (3 * HOUR) / 4 });
  });

  it('is to refresh before anything else needs the token', () => {
    assert.equal(nextAct(state({ nextSlot: NOW }), NOW + HOUR).type, 'refresh');
  });

  it('is one run after an outage of five hours', () => {
    const later = NOW + 5 * HOUR;
    const fresh = { ...state().credential, obtainedAt: later, accessExpiresAt: later + HOUR };
    assert.equal(nextAct(state({ credential: fresh }), later).type, 'start-run');
    assert.ok(slotAfter('acc_1', HOUR, later) > later);
  });

  it('is nothing at its slots while it is paused, but a sync that was asked for', () => {
    const paused = state({ status: 'paused', nextSlot: NOW });
    assert.equal(nextAct(paused, NOW).type, 'wait');
    assert.equal(nextAct({ ...paused, wanted: { runId: 'r', kind: 'manual' } }, NOW).type, 'start-run');
  });

  it('is to let slots pass while no sync can work, with a look where that can change by itself', () => {
    const at = { nextSlot: NOW };
    assert.equal(nextAct(state({ ...at, ...ill('token_revoked') }), NOW).type, 'pass-slot');
    for (const cause of ['token_lost', 'project_access_lost'] as const) {
      const before = state({ ...at, ...ill(cause) });
      assert.equal(nextAct(before, NOW).type, 'probe');
      assert.equal(nextAct({ ...before, probedSlot: NOW }, NOW).type, 'pass-slot');
    }
    assert.equal(nextAct(state({ ...at, ...ill('provider_unavailable') }), NOW).type, 'start-run');
  });

  it('is the disconnect, whatever else is due', () => {
    const closing = {
      ...{ since: NOW, gateClosed: false, inboxDrained: false },
      ...{ webhook: null, credentialDeleted: false },
    };
    const before = state({ status: 'disconnecting', closing, nextSlot: 0 });
    assert.equal(nextAct(before, NOW + HOUR).type, 'close-gate');
  });

  it('is to rest while a part of ours is away', () => {
    assert.deepEqual(nextAct(state({ restUntil: NOW + 1, nextSlot: 0 }), NOW), {
      type: 'wait',
      until: NOW + 1,
    });
  });

  it('never sends a grant again that is dead', () => {
    for (const cause of ['token_revoked', 'token_lost', 'token_expired'] as const) {
      assert.equal(refreshDue(state(ill(cause))), null, cause);
    }
  });

  it('is a refresh once a day while nothing needs the access token', () => {
    assert.equal(refreshDue(state({ status: 'paused' })), NOW + 24 * HOUR);
    assert.equal(refreshDue(state(ill('insufficient_scope'))), NOW + 24 * HOUR);
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

describe('what a run says of the health', () => {
  const verdict = (
    outcomes: Parameters<typeof run>[0],
    probe: Parameters<typeof verdictOfRun>[2] = null,
    before = state(),
  ) => verdictOfRun(before, run(outcomes), probe).cause;

  it('is healthy when one chart answered, whatever became of the others', () => {
    assert.equal(verdict(['fetched', 403, 'transient']), null);
  });

  it('tells a missing scope from a RevenueCat project that is gone', () => {
    assert.equal(verdict([403, 404], 'listed'), 'insufficient_scope');
    assert.equal(verdict([403, 403], 'forbidden'), 'insufficient_scope');
    assert.equal(verdict([404, 403], 'not_listed'), 'project_access_lost');
  });

  it('does not ask the owner to reconnect because a question was refused', () => {
    assert.equal(verdict([400, 400], 'listed'), 'unexpected_response');
    assert.equal(verdict(['unexpected', 400]), 'unexpected_response');
  });

  it('calls RevenueCat unavailable after two slots with nothing but transient failures', () => {
    assert.equal(verdict(['transient', 'transient']), undefined);
    assert.equal(
      verdict(['transient', 'transient'], null, state({ transientSlots: 1 })),
      'provider_unavailable',
    );
    assert.equal(verdict([403, 'transient'], null, state({ transientSlots: 1 })), undefined);
  });

  it('leaves alone what others decide', () => {
    assert.equal(verdict(['fetched'], null, state(ill('client_misconfigured'))), undefined);
  });
});

describe('the health of an account', () => {
  const after = (before: HealthCause | null, cause: HealthCause | null) =>
    judged({ cause: before, since: 1, detail: null }, cause, null, NOW).cause;

  it('does not leave a dead grant by itself', () => {
    assert.equal(after('token_revoked', null), 'token_revoked');
    assert.equal(after('token_lost', 'provider_unavailable'), 'token_lost');
  });

  it('shows the graver of two causes', () => {
    assert.equal(after('client_misconfigured', 'provider_unavailable'), 'client_misconfigured');
    assert.equal(after('provider_unavailable', 'client_misconfigured'), 'client_misconfigured');
  });

  it('follows the newest run among the causes that runs decide', () => {
    assert.equal(after('provider_unavailable', 'unexpected_response'), 'unexpected_response');
    assert.equal(after('insufficient_scope', null), null);
  });

  it('keeps its beginning while the cause stays', () => {
    const health = judged(
      { cause: 'insufficient_scope', since: 1, detail: 'a' },
      'insufficient_scope',
      'b',
      NOW,
    );
    assert.equal(health.since, 1);
  });
});
