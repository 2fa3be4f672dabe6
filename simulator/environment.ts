import { z } from 'zod';

import { type ClientAuth } from './oauth/clients.js';
import { demoClient, type SimulatorOptions } from './server.js';

const seconds = z.coerce.number().min(0);

/** Every variable the simulator reads; the README explains them. */
export const environment = z.object({
  SIMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(3100),
  SIMULATOR_HOST: z.string().default('127.0.0.1'),
  SIMULATOR_DATA_FILE: z.string().optional(),
  SIMULATOR_SEED: z.string().default('demo'),
  SIMULATOR_ACCESS_TOKEN_SECONDS: seconds.default(3600),
  SIMULATOR_CLIENT_ID: z.string().default(demoClient.id),
  SIMULATOR_CLIENT_SECRET: z.string().optional(),
  SIMULATOR_CLIENT_AUTH: z.enum(['basic', 'post', 'none']).default('basic'),
  SIMULATOR_REDIRECT_URIS: z.string().optional(),
  SIMULATOR_CHARTS_LIMIT: z.coerce.number().int().min(1).default(15),
  SIMULATOR_LIVE_EVENTS_SECONDS: seconds.default(0),
});

/** Reads the simulator's settings from the environment; throws one message naming all that is wrong. */
export function readEnvironment(variables: NodeJS.ProcessEnv): SimulatorOptions {
  const given = Object.entries(variables).filter(([, value]) => value !== '');
  const result = environment.safeParse(Object.fromEntries(given));
  if (!result.success) {
    const problems = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`Cannot start the simulator:\n${problems.join('\n')}`);
  }
  const env = result.data;
  return {
    port: env.SIMULATOR_PORT,
    host: env.SIMULATOR_HOST,
    ...(env.SIMULATOR_DATA_FILE !== undefined && { dataFile: env.SIMULATOR_DATA_FILE }),
    seed: env.SIMULATOR_SEED,
    client: {
      ...demoClient,
      id: env.SIMULATOR_CLIENT_ID,
      auth: env.SIMULATOR_CLIENT_AUTH,
      secret: secretFor(env.SIMULATOR_CLIENT_AUTH, env.SIMULATOR_CLIENT_SECRET),
      redirectUris:
        env.SIMULATOR_REDIRECT_URIS?.split(',').map((uri) => uri.trim()) ?? demoClient.redirectUris,
    },
    settings: {
      accessTokenSeconds: env.SIMULATOR_ACCESS_TOKEN_SECONDS,
      limits: { charts_metrics: env.SIMULATOR_CHARTS_LIMIT },
      liveEventsSeconds: env.SIMULATOR_LIVE_EVENTS_SECONDS,
    },
  };
}

function secretFor(auth: ClientAuth, secret: string | undefined): string | undefined {
  return auth === 'none' ? undefined : (secret ?? demoClient.secret);
}
