import type { Request, RequestHandler } from 'express';

import type { EndpointName, Occasion } from '../faults/fault.js';
import type { Answer } from '../http/answer.js';
import { exchange } from '../http/exchange.js';
import type { Parts } from '../parts.js';
import type { RevenueCatProject } from '../state/accounts.js';
import type { Domain } from '../state/settings.js';
import { identify, type Principal, requireProject, requireScope } from './authentication.js';
import { errorAnswer, errorBody, rateLimited, RestError } from './errors.js';

/** A REST endpoint: what it belongs to, what it needs, what it does. */
export interface RestRoute {
  endpoint: EndpointName;
  domain: Domain;
  scope: string;
  handle: (call: RestCall) => Answer | Promise<Answer>;
}

/** A request that passed authentication, rate limit and scope. */
export interface RestCall {
  req: Request;
  principal: Principal;
  params: URLSearchParams;
  /** `/v2/…`, no query. */
  path: string;
  origin: string;
  /** The project of the path; refuses if the caller has no business there. */
  project: () => RevenueCatProject;
}

/** Express handler of a REST endpoint: checks in RevenueCat's order, rate-limit headers on every answer. */
export function restRoute(parts: Parts, route: RestRoute): RequestHandler {
  const { endpoint, domain } = route;

  function occasion(req: Request): Occasion {
    return {
      ...{ endpoint, domain, chart: pathParam(req, 'chart_name') },
      projectId: pathParam(req, 'project_id'),
      developerId: whoIs(req).principal?.developerId,
    };
  }

  async function handle(req: Request): Promise<Answer> {
    const principal = authenticated(req);
    const full = parts.limiter.admit(principal.id, domain);
    if (full) return rateLimited(full.retryAfterSeconds);
    requireScope(parts, principal, route.scope);
    const url = new URL(req.originalUrl, `http://${req.headers.host ?? 'localhost'}`);
    const project = () => requireProject(parts, principal, pathParam(req, 'project_id') ?? '');
    const { searchParams: params, pathname: path, origin } = url;
    return route.handle({ req, principal, params, path, origin, project });
  }

  function finish(req: Request, answer: Answer, cameAt: number): Answer {
    const { principal } = whoIs(req);
    const { pathname: path, searchParams } = new URL(req.originalUrl, 'http://localhost');
    const { status } = answer;
    searchParams.sort();
    parts.ledger.recordRequest({
      ...{ at: cameAt, method: req.method, path, query: searchParams.toString(), domain, status },
      principal: principal?.id ?? null,
    });
    if (!principal) return answer;
    const { current, limit } = parts.limiter.usage(principal.id, domain);
    const headers = {
      'RevenueCat-Rate-Limit-Current-Usage': String(current),
      'RevenueCat-Rate-Limit-Current-Limit': String(limit),
    };
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }

  function authenticated(req: Request): Principal {
    const identity = whoIs(req);
    if (identity.principal) return identity.principal;
    if (identity.deadUse) parts.ledger.recordDeadUse({ endpoint, ...identity.deadUse });
    throw new RestError('authentication_error', identity.refusal);
  }

  function whoIs(req: Request) {
    return identify(parts, req.headers.authorization);
  }

  function refuse(error: unknown): Answer {
    if (error instanceof RestError) return errorAnswer(error);
    parts.log.error({ err: error }, 'rest.failed');
    return { status: 500, body: errorBody('server_error', 'There was an internal server error', null, 1000) };
  }

  return exchange(parts, { occasion, handle, refuse, finish });
}

function pathParam(req: Request, name: string): string | undefined {
  const value = req.params[name];
  return typeof value === 'string' ? value : undefined;
}
