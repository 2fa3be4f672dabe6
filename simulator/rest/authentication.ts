import type { DeadUse } from '../ledger/ledger.js';
import { Grants } from '../oauth/grants.js';
import { allows } from '../oauth/scopes.js';
import type { Parts } from '../parts.js';
import { fingerprint } from '../secrets.js';
import type { RevenueCatProject } from '../state/accounts.js';
import { RestError } from './errors.js';

/** Who sends a REST request: a developer by OAuth token, or an API key. */
export interface Principal {
  /** What requests are counted by: developer or key id. */
  id: string;
  kind: 'oauth' | 'api_key';
  developerId: string | undefined;
  scopes: readonly string[];
  /** RevenueCat projects within reach, in listing order. */
  projectIds: readonly string[];
}

/** Who is behind a token, or why nobody is; `deadUse` if it once was good. */
export type Identity =
  | { principal: Principal }
  | { principal: null; refusal: string; deadUse?: Pick<DeadUse, 'lineage' | 'token' | 'reason'> };

/** Finds out who sends a request from `Authorization: Bearer …` ("REST v2, Authentication"). */
export function identify(parts: Parts, authorization: string | undefined): Identity {
  const token = /^Bearer +(\S+)$/.exec(authorization ?? '')?.[1];
  if (token === undefined) {
    return { principal: null, refusal: 'Send the API key as "Authorization: Bearer <key>"' };
  }
  return byApiKey(parts, token) ?? byAccessToken(parts, token);
}

function byApiKey({ store }: Parts, token: string): Identity | null {
  const wanted = fingerprint(token);
  const key = store.state.apiKeys.find((candidate) => candidate.fingerprint === wanted);
  if (!key) return null;
  if (key.version === 1) {
    return { principal: null, refusal: 'API v1 keys cannot be used with API v2: create a v2 key' };
  }
  const { id, permissions: scopes, projectId } = key;
  return { principal: { id, kind: 'api_key', developerId: undefined, scopes, projectIds: [projectId] } };
}

function byAccessToken({ store, clock, secrets }: Parts, token: string): Identity {
  const found = new Grants({ store, clock, secrets }).look('access', token);
  if (!found) return { principal: null, refusal: 'Invalid API key' };
  const { id: lineage, developerId, scopes } = found.grant;
  if (found.state !== 'live') {
    const deadUse = { lineage, token: 'access' as const, reason: found.state };
    return { principal: null, refusal: 'The access token is no longer valid', deadUse };
  }
  const developer = store.state.developers.find((candidate) => candidate.id === developerId);
  const projectIds = developer?.projectIds ?? [];
  return { principal: { id: developerId, kind: 'oauth', developerId, scopes, projectIds } };
}

/** Refuses with the missing scope's name ("Error Handling", 403). */
export function requireScope({ store }: Parts, principal: Principal, scope: string): void {
  if (allows(principal.scopes, scope, store.state.settings.readWriteImpliesRead)) return;
  throw new RestError('authorization_error', `Your credentials lack the required scope '${scope}'`);
}

/** The project of a path: 404 if there is none of that id, 403 if it is not the caller's. */
export function requireProject({ store }: Parts, principal: Principal, id: string): RevenueCatProject {
  const project = store.state.projects.find((candidate) => candidate.id === id);
  if (!project) throw new RestError('resource_missing', 'Project not found', 'project_id');
  if (!principal.projectIds.includes(id)) {
    throw new RestError('authorization_error', "You're not authorized to access this project");
  }
  return project;
}
