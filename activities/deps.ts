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
  /** To hand credentials over to account workflows. */
  readonly temporal: Client;
  readonly taskQueue: string;
}
