import type { RequestListener } from 'node:http';

import express from 'express';

import type { ApiDeps } from './deps.js';
import { nothingHere, problemHandler } from './http/errors.js';
import { type MountOptions, mountRoutes } from './http/mount.js';
import { OpenStreams } from './http/open-streams.js';
import { Problem } from './http/problem.js';
import { requestLog } from './http/request-log.js';
import { noStore, securityHeaders } from './http/security-headers.js';
import type { IngestLimits } from './ingest/limits.js';
import { createWebhookReceiver, WEBHOOK_PATH } from './ingest/receiver.js';
import { observeAnswer } from './metrics.js';
import { servePages, WEB_DIST } from './pages.js';
import { ROUTES } from './routes.js';

export interface AppOptions extends Omit<MountOptions, 'streams'> {
  /** Folder of the built pages. */
  readonly webDist?: string;
  /** Of webhook ingestion, where they differ from the usual ones. */
  readonly ingestLimits?: Partial<IngestLimits>;
}

export interface ApiApp {
  readonly listener: RequestListener;
  /** Ends streams and finishes deliveries in flight; requests that come later may be refused. */
  close(): Promise<void>;
}

/**
 * The public server: webhooks, API, pages. Webhooks come first: they are never limited by address, their bodies are read
 * raw, and they log for themselves. At their exact address they do not pass through Express at all, which costs as much time
 * as all that is done with a delivery.
 */
export function createApp(deps: ApiDeps, options: AppOptions = {}): ApiApp {
  const app = express();
  app.set('etag', false);
  // A proxy on this host may say whom it speaks for; anybody else's word is worth nothing.
  app.set('trust proxy', 'loopback');
  const receiver = createWebhookReceiver(deps, options.ingestLimits);
  const streams = new OpenStreams();

  app.use(securityHeaders(deps.config.PUBLIC_URL));
  app.use('/api', noStore);
  app.use(receiver.router);
  app.use(requestLog(deps.log, observeAnswer));
  app.all(WEBHOOK_PATH, () => {
    throw new Problem('method-not-allowed', { headers: { Allow: 'POST' } });
  });
  app.use(mountRoutes(deps, ROUTES, { ...options, streams }));
  app.use(servePages(options.webDist ?? WEB_DIST));
  app.use(nothingHere);
  app.use(problemHandler(deps.log));

  const listener: RequestListener = (request, response) => {
    const [path] = (request.url ?? '').split('?', 1);
    if (request.method === 'POST' && path === WEBHOOK_PATH) {
      receiver.handle(request, response).catch((error: unknown) => {
        deps.log.error({ err: error }, 'webhook.failed');
        response.destroy();
      });
    } else app(request, response);
  };

  return {
    listener,
    async close() {
      streams.endAll();
      await receiver.close();
    },
  };
}
