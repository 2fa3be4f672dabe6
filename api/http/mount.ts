import express, { type Request, type RequestHandler, type Response, type Router } from 'express';

import { checkAccess } from '../auth/access.js';
import { checkCsrf } from '../auth/csrf.js';
import { identify } from '../auth/identify.js';
import { sessionTokenOf } from '../auth/session-cookie.js';
import type { ApiDeps } from '../deps.js';
import { assertDocumented } from './answer-check.js';
import { jsonBody } from './body.js';
import { once } from './idempotency.js';
import { type OpenStreams } from './open-streams.js';
import { Problem } from './problem.js';
import { type Budgets, DEFAULT_BUDGETS, RateLimiter } from './rate-limit.js';
import { notesOf } from './request-log.js';
import type { Answer, Caller, Route } from './route.js';
import { checkRequest } from './validation.js';

export interface MountOptions {
  readonly budgets?: Budgets;
  /** Told of answers that stay open, so that a shutdown can end them. */
  readonly streams?: OpenStreams;
  /** Compares every answer with its documentation and fails on a difference: for tests. */
  readonly checkAnswers?: boolean;
}

/**
 * A router that serves the routes. In this order: who asks, rate limit, access, CSRF, body, validation, idempotency,
 * handler; so nobody learns anything from a mistake in a request that was not theirs to make.
 */
export function mountRoutes(deps: ApiDeps, routes: readonly Route[], options: MountOptions = {}): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  const admission = createAdmission(deps, options.budgets ?? DEFAULT_BUDGETS);
  for (const [path, methods] of byPath(routes)) {
    for (const route of methods) {
      router[route.method](path, noteRoute(route), admission(route), jsonBody, serve(deps, route, options));
    }
    const allowed = methods.flatMap(({ method }) =>
      method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()],
    );
    router.all(path, () => {
      throw new Problem('method-not-allowed', { headers: { Allow: allowed.join(', ') } });
    });
  }
  return router;
}

function byPath(routes: readonly Route[]): Map<string, Route[]> {
  const paths = new Map<string, Route[]>();
  for (const route of routes) {
    const path = expressPath(route.path);
    paths.set(path, [...(paths.get(path) ?? []), route]);
  }
  return paths;
}

/** OpenAPI writes `{id}` where Express writes `:id`. */
function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function noteRoute(route: Route): RequestHandler {
  return (request, response, next) => {
    const notes = notesOf(response);
    notes.route = route.path;
    const { projectId } = request.params;
    if (typeof projectId === 'string') notes.projectId = projectId;
    next();
  };
}

function createAdmission(deps: ApiDeps, budgets: Budgets): (route: Route) => RequestHandler {
  const keys = new RateLimiter(budgets.perKey);
  const addresses = new RateLimiter(budgets.perAddress);
  return (route) => async (request, response, next) => {
    const limited = route.path.startsWith('/api/');
    const strangerPays = () => limited && addresses.spend(request.ip ?? 'unknown');
    if (route.access === 'public') {
      strangerPays();
      next();
      return;
    }
    const caller = await identify(request, deps).catch((error: unknown) => {
      strangerPays();
      throw error;
    });
    if (caller === null) strangerPays();
    else if (limited) keys.spend(caller.apiKeyId);
    const { projectId } = request.params;
    await checkAccess(route.access, caller, typeof projectId === 'string' ? projectId : undefined, deps);
    if (caller === null) throw new Problem('unauthenticated');
    if (caller.sessionHash !== null)
      checkCsrf(request, sessionTokenOf(request, deps.config.PUBLIC_URL) ?? '');
    notesOf(response).caller = caller;
    next();
  };
}

function serve(deps: ApiDeps, route: Route, options: MountOptions): RequestHandler {
  return async (request, response) => {
    const input = checkRequest(route, request);
    const caller = notesOf(response).caller ?? null;
    const run = async (): Promise<Answer> => {
      const answer = await route.handler({
        ...(input as { params: never; query: never; body: never }),
        get caller() {
          return mustBeKnown(caller, route);
        },
        deps,
        request,
      });
      if (options.checkAnswers === true) assertDocumented(route, answer);
      return answer;
    };
    const answer = await once(route, request, caller, deps, run);
    if ('stream' in answer) await stream(response, answer, options.streams);
    else send(response, request, answer);
  };
}

function mustBeKnown(caller: Caller | null, route: Route): Caller {
  if (caller === null) throw new Error(`${route.path} is public: nobody was asked who they are.`);
  return caller;
}

type Stream = Extract<Answer, { stream: unknown }>;

async function stream(response: Response, answer: Stream, streams: OpenStreams | undefined): Promise<void> {
  // Who left while the answer was prepared closes it no more: a stream would wait for that for ever.
  if (response.destroyed) return;
  streams?.add(response);
  await answer.stream(response);
}

function send(response: Response, request: Request, answer: Exclude<Answer, Stream>): void {
  response.status(answer.status).set(answer.headers ?? {});
  if ('text' in answer) response.type(answer.contentType).send(request.method === 'HEAD' ? '' : answer.text);
  else if (answer.body === undefined) response.end();
  else response.json(answer.body);
}
