import express, { type ErrorRequestHandler, type Express } from 'express';

import { controlRoutes } from './control/router.js';
import { send } from './http/answer.js';
import { authorizeEndpoints } from './oauth/authorize.js';
import { tokenEndpoint } from './oauth/token.js';
import type { Parts } from './parts.js';
import { configurationRoutes } from './rest/configuration.js';
import { errorAnswer, RestError } from './rest/errors.js';
import { integrationRoutes } from './rest/integrations.js';
import { metricsRoutes } from './rest/metrics.js';

/** The simulator's HTTP surface: OAuth and REST as RevenueCat has them, and the control API beside them. */
export function createApp(parts: Parts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');

  const { show, decide } = authorizeEndpoints(parts);
  app.get('/oauth2/authorize', show);
  app.post('/oauth2/authorize', decide);
  app.post('/oauth2/token', tokenEndpoint(parts));

  app.use('/v2', express.json({ limit: '1mb' }));
  app.use('/v2', configurationRoutes(parts), metricsRoutes(parts), integrationRoutes(parts));
  app.use('/v2', (_req, res) => {
    send(res, errorAnswer(new RestError('resource_missing', 'No such endpoint')));
  });

  app.use('/simulator', controlRoutes(parts));
  app.use(lastResort(parts));
  return app;
}

/** Bodies that cannot be read, and bugs. */
function lastResort({ log }: Parts): ErrorRequestHandler {
  return (error: Error & { status?: number }, _req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const unreadable = error.status !== undefined && error.status < 500;
    if (!unreadable) log.error({ err: error }, 'request.failed');
    const message = unreadable ? 'The body cannot be read' : 'There was an internal server error';
    const answer = errorAnswer(new RestError(unreadable ? 'invalid_request' : 'server_error', message));
    send(res, answer);
  };
}
