import type { LiveHistory } from '../book/live-history.js';
import type { Fault } from '../faults/fault.js';
import type { DeadUse, TokenSend } from '../ledger/ledger.js';
import type { OAuthClient } from '../oauth/clients.js';
import type { AuthorizationCode } from '../oauth/codes.js';
import type { DeadToken, Grant } from '../oauth/grants.js';
import type { ApiKey } from '../rest/api-keys.js';
import type { Delivery } from '../webhooks/delivery.js';
import type { WebhookIntegration } from '../webhooks/integration.js';
import type { Developer, RevenueCatProject } from './accounts.js';
import { defaultSettings, type Settings } from './settings.js';

/** All the simulator must still know after it was killed. Plain JSON, written as one file. */
export interface SimulatorState {
  version: 1;
  settings: Settings;
  /** What the last start was asked for: only what differs at the next start overrides settings changed meanwhile. */
  startedWith: Partial<Settings>;
  clients: OAuthClient[];
  developers: Developer[];
  projects: RevenueCatProject[];
  apiKeys: ApiKey[];
  codes: AuthorizationCode[];
  grants: Grant[];
  deadTokens: DeadToken[];
  integrations: WebhookIntegration[];
  deliveries: Delivery[];
  faults: Fault[];
  tokenSends: TokenSend[];
  deadUses: DeadUse[];
  /** What happened live, by RevenueCat project id. */
  live: Record<string, LiveHistory>;
}

export function emptyState(): SimulatorState {
  return {
    version: 1,
    settings: structuredClone(defaultSettings),
    startedWith: {},
    clients: [],
    developers: [],
    projects: [],
    apiKeys: [],
    codes: [],
    grants: [],
    deadTokens: [],
    integrations: [],
    deliveries: [],
    faults: [],
    tokenSends: [],
    deadUses: [],
    live: {},
  };
}

/** Appends and forgets the oldest, so that histories stay bounded. */
export function pushBounded<T>(list: T[], item: T, most: number): void {
  list.push(item);
  if (list.length > most) list.splice(0, list.length - most);
}
