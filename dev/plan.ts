import { type Config, ConfigError } from '../clients/config.js';
import { SETTINGS } from '../clients/settings.js';

/** What `npm start` brings up itself, decided by what it was given. */
export interface Plan {
  readonly embedded: { readonly postgres: boolean; readonly temporal: boolean; readonly vault: boolean };
  /** The stand-in for RevenueCat. */
  readonly simulator: boolean;
  /** What works less than it could, and the setting that would change it. */
  readonly notices: readonly string[];
}

/**
 * Where an address is given that service is used, and what is not given is started here. The simulator runs only where
 * everything is local: it must never be mistaken for RevenueCat by a service that real owners use.
 *
 * @throws {ConfigError} when settings contradict each other.
 */
export function makePlan(config: Config): Plan {
  const embedded = {
    postgres: config.DATABASE_URL === undefined,
    temporal: config.TEMPORAL_ADDRESS === undefined,
    vault: config.VAULT_ADDR === undefined,
  };
  const foreign = foreignRevenueCat(config);
  if (config.SIMULATOR === 'on' && foreign.length > 0) {
    throw new ConfigError(foreign.map((what) => `SIMULATOR is on and ${what}: choose one`));
  }
  const allLocal = Object.values(embedded).every(Boolean) && foreign.length === 0;
  const simulator = config.SIMULATOR === undefined ? allLocal : config.SIMULATOR === 'on';
  const needsClient = !simulator && config.REVENUECAT_CLIENT_ID === undefined;
  const notices = needsClient
    ? [
        'REVENUECAT_CLIENT_ID and REVENUECAT_CLIENT_SECRET are missing: owners can connect with API keys only.',
      ]
    : [];
  return { embedded, simulator, notices };
}

/** What says that the real RevenueCat is meant, or another stand-in for it. */
function foreignRevenueCat(config: Config): string[] {
  return [
    ...(config.NODE_ENV === 'production' ? ['NODE_ENV is production'] : []),
    ...(config.REVENUECAT_CLIENT_ID === undefined ? [] : ['REVENUECAT_CLIENT_ID is set']),
    ...(config.REVENUECAT_API_URL === SETTINGS.REVENUECAT_API_URL.default
      ? []
      : ['REVENUECAT_API_URL is set']),
  ];
}
