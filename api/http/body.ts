import express, { type RequestHandler } from 'express';

import { Problem } from './problem.js';

const parse = express.json({ limit: '100kb', inflate: false, strict: true });

/** Reads a JSON body, if there is one; run after the access check, so that strangers cannot make us parse. */
export const jsonBody: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD' || !hasBody(request.headers)) {
    next();
    return;
  }
  if (!request.is('application/json')) throw new Problem('unsupported-media-type');
  parse(request, response, next);
};

function hasBody(headers: NodeJS.Dict<string | string[]>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
