import { redirectUri } from '../clients/public-urls.js';
import { SETTINGS } from '../clients/settings.js';
import type { Addresses } from './addresses.js';

/** Settings that are handed down as they were given. */
const HANDED_DOWN = [
  'NODE_ENV',
  'LOG_LEVEL',
  'OPS_HOST',
  'TEMPORAL_NAMESPACE',
  'VAULT_MOUNT',
  'SYNC_INTERVAL',
  'REFRESH_BEFORE_EXPIRY',
  'TOKEN_TIMEOUT',
  'HEARTBEAT_TIMEOUT',
  'NOTIFICATIONS_URL',
] as const;

/** The api asks owners to RevenueCat but never speaks to it itself: it does not get the client's secret. */
export function apiEnvironment(env: NodeJS.ProcessEnv, addresses: Addresses): NodeJS.ProcessEnv {
  return {
    ...shared(env, addresses),
    ...addresses.vaultLogins.api,
    PORT: String(addresses.port),
    OPS_PORT: String(addresses.opsPort),
    ...(addresses.temporalUiUrl && { TEMPORAL_UI_URL: addresses.temporalUiUrl }),
  };
}

export function workerEnvironment(env: NodeJS.ProcessEnv, addresses: Addresses): NodeJS.ProcessEnv {
  const { clientId, clientSecret, clientAuth } = addresses.revenueCat;
  return {
    ...shared(env, addresses),
    ...addresses.vaultLogins.worker,
    ...(clientId && { REVENUECAT_CLIENT_AUTH: clientAuth }),
    ...(clientSecret && { REVENUECAT_CLIENT_SECRET: clientSecret }),
  };
}

/** The simulator plays RevenueCat: it knows the client that was registered with it, and nothing else of ours. */
export function simulatorEnvironment(
  env: NodeJS.ProcessEnv,
  addresses: Addresses,
  own: { readonly port: number; readonly dataFile: string },
): NodeJS.ProcessEnv {
  const { clientId, clientSecret } = addresses.revenueCat;
  return {
    // What somebody sets to try a fault or a limit.
    SIMULATOR_SEED: 'demo',
    SIMULATOR_LIVE_EVENTS_SECONDS: '20',
    ...withoutSettings(env),
    SIMULATOR_PORT: String(own.port),
    SIMULATOR_HOST: '127.0.0.1',
    SIMULATOR_DATA_FILE: own.dataFile,
    SIMULATOR_CLIENT_ID: clientId,
    SIMULATOR_CLIENT_SECRET: clientSecret,
    SIMULATOR_REDIRECT_URIS: redirectUri({ PUBLIC_URL: addresses.publicUrl }),
  };
}

function shared(env: NodeJS.ProcessEnv, addresses: Addresses): NodeJS.ProcessEnv {
  const given = HANDED_DOWN.filter((name) => env[name]).map((name) => [name, env[name]] as const);
  return {
    ...withoutSettings(env),
    ...Object.fromEntries(given),
    PUBLIC_URL: addresses.publicUrl,
    DATABASE_URL: addresses.database.runtimeUrl,
    TEMPORAL_ADDRESS: addresses.temporalAddress,
    VAULT_ADDR: addresses.vaultAddress,
    REVENUECAT_API_URL: addresses.revenueCat.apiUrl,
    ...(addresses.revenueCat.clientId && { REVENUECAT_CLIENT_ID: addresses.revenueCat.clientId }),
  };
}

/** PATH and its like, TLS settings of the SDKs; none of ours, so that each process gets only what it needs. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !(name in SETTINGS)));
}
