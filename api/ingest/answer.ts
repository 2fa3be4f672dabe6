import type { ServerResponse } from 'node:http';

import { PROBLEM_JSON, problemBody, problemHeaders } from '../http/answer-problem.js';
import type { Problem } from '../http/problem.js';
import { problemKind } from '../http/problems.js';

const ACCEPTED = JSON.stringify({ status: 'accepted' });

/** What a machine needs to know of an answer that no browser shows. */
const COMMON = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
const ACCEPTED_HEADERS = {
  ...COMMON,
  'Content-Type': 'application/json; charset=utf-8',
  'Content-Length': Buffer.byteLength(ACCEPTED),
};

/** 200: RevenueCat takes nothing else for success. */
export function answerAccepted(response: ServerResponse): void {
  response.writeHead(200, ACCEPTED_HEADERS).end(ACCEPTED);
}

/** As any other problem of the api is answered. */
export function answerRefused(response: ServerResponse, problem: Problem): void {
  const body = JSON.stringify(problemBody(problem));
  response
    .writeHead(problemKind(problem.slug).status, {
      ...COMMON,
      ...problemHeaders(problem),
      'Content-Type': `${PROBLEM_JSON}; charset=utf-8`,
      'Content-Length': Buffer.byteLength(body),
    })
    .end(body);
}
