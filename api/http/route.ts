import type { Request, Response } from 'express';
import type { z } from 'zod';

import type { ApiDeps } from '../deps.js';

/** Who asks: a key, or a browser signed in with one. `projectId` null for administrators. */
export interface Caller {
  readonly apiKeyId: string;
  readonly access: 'admin' | 'read' | 'write';
  readonly projectId: string | null;
  /** SHA-256 of the session token; null when a bearer key was sent. */
  readonly sessionHash: Buffer | null;
}

/**
 * What a route needs. `read` and `write` check the `projectId` of the path against the caller: another tenant's id is
 * 404, too little access 403. `session` is `write` from a signed-in browser.
 */
export type Access = 'public' | 'signed-in' | 'read' | 'write' | 'session' | 'admin';

export interface RouteRequest<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Throws for `public` routes: nobody was asked. */
  readonly caller: Caller;
  readonly deps: ApiDeps;
  /** For headers and streams; everything else is in the fields above. */
  readonly request: Request;
}

/** `body` is sent as JSON unless `text` gives another media type; `stream` takes over the response. */
export type Answer =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | {
      readonly status: number;
      readonly text: string;
      readonly contentType: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly stream: (response: Response) => Promise<void> };

/** Documented answers by status; `null` for an empty one. Problems every route can answer are added by the registry. */
export type Answers = Readonly<
  Record<
    number,
    { readonly description: string; readonly schema: z.ZodType | null; readonly also?: readonly string[] }
  >
>;

/** One route: what checks the request is what documents it. Unknown body fields and query parameters are refused. */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
> {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** OpenAPI form, such as `/api/projects/{projectId}`. */
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  readonly description?: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly answers: Answers;
  /** Slugs of the problems this route answers besides the common ones. */
  readonly problems?: readonly string[];
  /** False for POST routes whose answer holds a secret that must not be stored; replays then leave it out. */
  readonly secretFields?: readonly string[];
  readonly handler: (
    request: RouteRequest<z.output<Params>, z.output<Query>, z.output<Body>>,
  ) => Promise<Answer>;
}

/** A route whose type says what its callers have to know, too: where it is, what it takes, what it answers. */
export interface DefinedRoute<
  Method extends Route['method'],
  Path extends string,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Documented extends Answers,
> extends Route {
  readonly method: Method;
  readonly path: Path;
  readonly query?: Query;
  readonly body?: Body;
  readonly answers: Documented;
}

/**
 * Gives the handler the types of params, query and body. The route forgets those of its handler, so that routes fit in
 * one list, and keeps those that its callers are checked by.
 */
export function defineRoute<
  Method extends Route['method'],
  Path extends string,
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Documented extends Answers,
>(
  route: Route<Params, Query, Body> & {
    readonly method: Method;
    readonly path: Path;
    readonly answers: Documented;
  },
): DefinedRoute<Method, Path, Query, Body, Documented>;
export function defineRoute(route: Route): Route {
  return route;
}
