import { createServer, type RequestListener, type Server } from 'node:http';

import express from 'express';

import { sha256 } from '../../api/auth/secrets.js';
import { type Delivery, readContent } from '../../api/ingest/delivery.js';
import { INGEST_LIMITS } from '../../api/ingest/limits.js';
import { BodyReader, checkBodyHeaders } from '../../api/ingest/request-body.js';
import type { Tenant } from './tenants.js';

export const PATH = '/api/webhooks/revenuecat';
const MOST_BYTES = INGEST_LIMITS.bodyBytes;

/** Resolves once the delivery is committed. */
export type Store = (delivery: Delivery) => Promise<unknown>;

/**
 * The handler all contestants share: headers, token, body, JSON, then the store; 200 once that has it. Made of this project's
 * own parts, without its log, metrics, signatures, refusals and headers.
 */
export function expressServer(tenants: readonly Tenant[], store: Store): Server {
  const projects = new Map(tenants.map(({ token, projectId }) => [keyOf(token), projectId]));
  const bodies = new BodyReader(INGEST_LIMITS);
  const app = express();
  app.set('etag', false);
  app.post(PATH, async (request, response) => {
    checkBodyHeaders(request, MOST_BYTES);
    const projectId = projects.get(keyOf((request.headers.authorization ?? '').replace(/^Bearer\s+/i, '')));
    if (projectId === undefined) {
      response.status(401).end();
      return;
    }
    const { account } = request.query;
    const namedAccount = typeof account === 'string' ? account : null;
    const { bytes, release } = await bodies.read(request, projectId);
    const content = readContent(bytes);
    release();
    const addressee = { projectId, namedAccount, signed: false, keepSubscriberAttributes: false };
    await store({ ...addressee, sealingPublicKey: null, bytes, content });
    response.status(200).json({ status: 'accepted' });
  });
  return createServer(app as RequestListener);
}

/** The ceiling: reads the body and answers. */
export function bareServer(): Server {
  const answer = Buffer.from('{"status":"accepted"}');
  return createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': answer.length });
      response.end(answer);
    });
  });
}

const keyOf = (token: string): string => Buffer.from(sha256(token)).toString('base64');
