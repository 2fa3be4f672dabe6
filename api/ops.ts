import express, { type Express, type RequestHandler } from 'express';
import { register, Registry } from 'prom-client';

import { checkAccess } from './auth/access.js';
import { identify } from './auth/identify.js';
import { codecOf, payloadsBody, toJson } from './codec.js';
import type { ApiDeps } from './deps.js';
import { nothingHere, problemHandler } from './http/errors.js';
import { Problem } from './http/problem.js';
import { requestLog } from './http/request-log.js';
import { repairMetrics } from './repairs/metrics.js';

const MOST_PAYLOAD_BYTES = '8mb';

/** The operators' server: metrics, and the codec by which Temporal UI shows encrypted payloads to administrators. */
export function createOpsApp(deps: ApiDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(requestLog(deps.log));
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  const repairs = repairMetrics(deps);
  app.get('/metrics', async (_request, response) => {
    const metrics = await Registry.merge([register, repairs]).metrics();
    response.type(register.contentType).send(metrics);
  });
  const codec = express.Router();
  codec.use(temporalUiOnly(deps.config.TEMPORAL_UI_URL), administratorsOnly(deps));
  codec.use(express.json({ limit: MOST_PAYLOAD_BYTES }));
  codec.post('/encode', transcode(deps, 'encode'));
  codec.post('/decode', transcode(deps, 'decode'));
  app.use('/codec', codec);
  app.use(nothingHere);
  app.use(problemHandler(deps.log));
  return app;
}

/** Lets the pages of Temporal UI call, with the cookie of the administrator who looks at them, and no other page. */
function temporalUiOnly(uiUrl: string | undefined): RequestHandler {
  const origin = uiUrl === undefined ? undefined : new URL(uiUrl).origin;
  return (request, response, next) => {
    response.set({ 'Cache-Control': 'no-store', Vary: 'Origin' });
    if (origin !== undefined && request.get('Origin') === origin) {
      response.set({
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Allow-Methods': 'POST',
        'Access-Control-Allow-Headers': 'authorization, content-type, x-namespace',
      });
    }
    if (request.method === 'OPTIONS') response.status(204).end();
    else next();
  };
}

function administratorsOnly(deps: ApiDeps): RequestHandler {
  return async (request, _response, next) => {
    await checkAccess('admin', await identify(request, deps), undefined, deps);
    next();
  };
}

/** Temporal's remote codec protocol ("Codec Server"): payloads in, payloads out, as JSON of the protobuf. */
function transcode(deps: ApiDeps, direction: 'encode' | 'decode'): RequestHandler {
  const codec = codecOf(deps.temporal);
  return async (request, response) => {
    const body = payloadsBody.safeParse(request.body);
    if (!body.success)
      throw new Problem('malformed-request', { detail: 'The body must be {"payloads": [...]}.' });
    const payloads = await codec[direction](body.data.payloads);
    response.json({ payloads: payloads.map(toJson) });
  };
}
