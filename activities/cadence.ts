import type { Cadence } from '../workflows/account/state.js';
import type { WorkerDeps } from './deps.js';

/** The settings that workflows go by; they cannot read settings themselves. */
export function cadenceOf({ config, minute }: Pick<WorkerDeps, 'config' | 'minute'>): Cadence {
  return {
    syncInterval: config.SYNC_INTERVAL,
    refreshBeforeExpiry: config.REFRESH_BEFORE_EXPIRY,
    heartbeatTimeout: config.HEARTBEAT_TIMEOUT,
    ...(minute !== undefined && { minute }),
  };
}
