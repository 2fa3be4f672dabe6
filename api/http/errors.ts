import type { ErrorRequestHandler, RequestHandler } from 'express';

import type { Logger } from '../../clients/log.js';
import { sendProblem } from './answer-problem.js';
import { Problem } from './problem.js';
import { notesOf } from './request-log.js';
import { problemOf } from './thrown.js';

/** Turns whatever was thrown into a problem; of what nobody foresaw the caller learns an id, and the log the rest. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (thrown: unknown, request, response, _next) => {
    const { requestId, route } = notesOf(response);
    const known = problemOf(thrown);
    if (known === null) log.error({ err: thrown, request_id: requestId, route }, 'request.failed');
    else if (!(thrown instanceof Problem) && known.slug.endsWith('-unavailable')) {
      log.warn({ err: thrown, request_id: requestId, route, problem: known.slug }, 'request.not_served');
    }
    if (response.headersSent) {
      // A stream has begun: all that is left is to end it visibly.
      request.socket.destroy();
      return;
    }
    sendProblem(response, known ?? new Problem('internal-error', { members: { request_id: requestId } }));
  };
}

/** The last of all handlers: nobody wanted the request. */
export const nothingHere: RequestHandler = () => {
  throw new Problem('not-found');
};
