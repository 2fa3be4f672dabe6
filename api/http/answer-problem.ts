import type { Response } from 'express';

import type { Problem } from './problem.js';
import { problemKind } from './problems.js';

export const PROBLEM_JSON = 'application/problem+json';

/** Seconds to wait where a problem of our side does not say otherwise. */
const RETRY_AFTER = '5';

/** The members of RFC 9457, section 3.1, and those the problem adds. */
export function problemBody(problem: Problem): Record<string, unknown> {
  const { status, title } = problemKind(problem.slug);
  const { detail, errors, members } = problem.options;
  return {
    type: `/problems/${problem.slug}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
    ...members,
  };
}

/** Every 503 and 429 says when to come back. */
export function problemHeaders(problem: Problem): Record<string, string> {
  const { status } = problemKind(problem.slug);
  return {
    ...(status === 503 || status === 429 ? { 'Retry-After': RETRY_AFTER } : {}),
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
    ...problem.options.headers,
  };
}

export function sendProblem(response: Response, problem: Problem): void {
  response
    .status(problemKind(problem.slug).status)
    .set(problemHeaders(problem))
    .type(PROBLEM_JSON)
    .send(JSON.stringify(problemBody(problem)));
}
