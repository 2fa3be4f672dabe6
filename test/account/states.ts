import type { AccountState, HealthCause } from '../../workflows/account/state.js';

export const HOUR = 3_600_000;
export const NOW = Date.UTC(2026, 10, 22, 12);

/** An account that was connected at {@link NOW}, healthy, its first slot half an hour away. */
export function state(patch: Partial<AccountState> = {}): AccountState {
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

export const ill = (cause: HealthCause) => ({ health: { cause, since: 0, detail: null } });
