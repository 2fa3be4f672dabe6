import { randomUUID } from 'node:crypto';

import type { RequestHandler, Response } from 'express';

import type { Logger } from '../../clients/log.js';
import type { Caller } from './route.js';

/** What is learned of a request on its way, for its log line and its metrics. */
export interface RequestNotes {
  readonly requestId: string;
  /** Pattern of the route that took the request, never the address itself. */
  route?: string;
  caller?: Caller;
  projectId?: string;
}

export function notesOf(response: Response): RequestNotes {
  return response.locals as RequestNotes;
}

/** Asked every few seconds by whoever keeps this process running. */
const PROBES = new Set(['/healthz', '/readyz']);

/** Told of every answered request; `seconds` from the first byte in to the last byte out. */
export type AnswerObserver = (answer: {
  method: string;
  route: string;
  status: number;
  seconds: number;
}) => void;

/** One line per request: who asked for what and what came of it. No query strings, no headers: they may hold secrets. */
export function requestLog(log: Logger, observe: AnswerObserver = () => undefined): RequestHandler {
  return (request, response, next) => {
    const begun = process.hrtime.bigint();
    response.locals = { requestId: randomUUID() } satisfies RequestNotes;
    response.on('close', () => {
      const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
      const { route = 'none', caller, projectId, requestId } = notesOf(response);
      const status = response.writableFinished || response.headersSent ? response.statusCode : 499;
      observe({ method: request.method, route, status, seconds });
      log[PROBES.has(route) && status < 400 ? 'debug' : 'info'](
        {
          request_id: requestId,
          method: request.method,
          route,
          status,
          duration_ms: Math.round(seconds * 1000),
          key_id: caller?.apiKeyId,
          project_id: projectId,
        },
        'request.answered',
      );
    });
    next();
  };
}
