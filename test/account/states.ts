import type { Moment } from '../../workflows/account/changes.js';
import type { AccountState, HealthCause, Run, StepStatus } from '../../workflows/account/state.js';

/** Milliseconds. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const NOW = Date.UTC(2026, 10, 22, 12);

/** The change of a state of these tests. */
export const moment = (now = NOW): Moment => ({
  ref: { projectId: 'prj_1', accountId: 'acc_1', generation: 1 },
  now,
});

/** A healthy account, connected just now, half an hour before its slot. */
export function stateOf(patch: Partial<AccountState> = {}): AccountState {
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
    looksWhilePaused: true,
    closing: null,
    timeline: [],
    cadence: { syncInterval: HOUR, refreshBeforeExpiry: HOUR / 4 },
    ...patch,
  };
}

export const ill = (cause: HealthCause, detail: string | null = null) => ({
  health: { cause, since: 0, detail },
});

/** A run whose charts came out like this; a number is the status of a refusal. */
export function runOf(outcomes: (StepStatus['outcome'] | number)[]): Run {
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
