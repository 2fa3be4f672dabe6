import { isDeepStrictEqual } from 'node:util';

import { hexFor } from './book/random.js';
import { addMonths, startOfDay } from './clock.js';
import { type ClientRegistration, registerClient } from './oauth/clients.js';
import { knownScopes } from './oauth/scopes.js';
import { createApiKey } from './rest/api-keys.js';
import type { IssuedSecrets } from './secrets.js';
import type { RevenueCatProject } from './state/accounts.js';
import { defaultSettings, type Settings } from './state/settings.js';
import { emptyState, type SimulatorState } from './state/state.js';
import type { Store } from './state/store.js';

/** Ids that are the same in every simulator with the same seed. */
export const demoDevelopers = { dana: 'dev_dana', oskar: 'dev_oskar', nina: 'dev_nina' } as const;

/** The demo's v2 API key, for "Acme iOS"; no secret, it opens made-up data only. */
export const DEMO_API_KEY = 'sk_demo_acme_ios_0000000000000000';

/** The id of a RevenueCat project that was given none: fixed by seed and name. */
export function projectIdFor(seed: string, name: string): string {
  return `proj${hexFor(`${seed}/${name}`, 8)}`;
}

/**
 * Two years of business: Dana Demo with "Acme iOS" and "Acme Android", Oskar Other with "Orbit", Nina Newcomer with none.
 */
export function demoState(seed: string, now: number): SimulatorState {
  const state = emptyState();
  const today = new Date(startOfDay(now));
  const createdAt = addMonths(Date.UTC(today.getUTCFullYear(), today.getUTCMonth()), -24);
  const project = (name: string, stores: RevenueCatProject['stores']): RevenueCatProject => {
    return { id: projectIdFor(seed, name), name, seed, createdAt, stores };
  };
  const ios = project('Acme iOS', ['app_store', 'rc_billing']);
  const android = project('Acme Android', ['play_store', 'stripe']);
  const orbit = project('Orbit', ['app_store', 'play_store']);
  state.projects.push(ios, android, orbit);
  state.developers.push(
    developer(demoDevelopers.dana, 'Dana Demo', [ios.id, android.id]),
    developer(demoDevelopers.oskar, 'Oskar Other', [orbit.id]),
    developer(demoDevelopers.nina, 'Nina Newcomer', []),
  );
  return state;
}

function developer(id: string, name: string, projectIds: string[]) {
  const email = `${name.toLowerCase().replace(' ', '.')}@developers.example`;
  return { id, name, email, projectIds };
}

/** What a start adds to the state, new or from a file: settings, the configured client, the demo's key. */
export function prepareState(
  store: Store,
  secrets: IssuedSecrets,
  client: ClientRegistration,
  settings: Partial<Settings>,
): void {
  const { state } = store;
  state.settings = { ...structuredClone(defaultSettings), ...state.settings };
  for (const [name, value] of Object.entries(settings)) {
    if (isDeepStrictEqual(state.startedWith[name as keyof Settings], value)) continue;
    Object.assign(state.settings, { [name]: value });
  }
  state.startedWith = settings;
  registerClient(store, client);
  const [project] = state.projects;
  if (project && state.apiKeys.length === 0) {
    const key = { version: 2 as const, projectId: project.id, permissions: [...knownScopes] };
    createApiKey(store, secrets, key, DEMO_API_KEY);
  }
}
