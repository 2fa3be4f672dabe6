import type { Config } from '../clients/config.js';
import type { Cadence } from '../workflows/account/state.js';

/** The settings that workflows go by; they cannot read settings themselves. */
export function cadenceOf(config: Config): Cadence {
  return {
    syncInterval: config.SYNC_INTERVAL,
    refreshBeforeExpiry: config.REFRESH_BEFORE_EXPIRY,
    heartbeatTimeout: config.HEARTBEAT_TIMEOUT,
  };
}
