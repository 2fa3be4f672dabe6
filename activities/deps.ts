import type { Client } from '@temporalio/client';

import type { Config } from '../clients/config.js';
import type { Logger } from '../clients/log.js';
import type { Database } from '../clients/postgres.js';
import type { Vault } from '../clients/vault.js';

/** Everything activities talk to besides RevenueCat. */
export interface WorkerDeps {
  readonly config: Config;
  readonly log: Logger;
  /** Role `revenue_worker`. */
  readonly database: Database;
  readonly vault: Vault;
  /** To reach account workflows from outside: to hand credentials over, to start them again. */
  readonly temporal: Client;
  readonly taskQueue: string;
  /** What RevenueCat's limits are counted in, in milliseconds; a minute if unset. Tests compress it. */
  readonly minute?: number;
}
