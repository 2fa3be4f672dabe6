import type { Client } from '@temporalio/client';

import type { Config } from '../clients/config.js';
import type { Logger } from '../clients/log.js';
import type { Database } from '../clients/postgres.js';
import type { Vault } from '../clients/vault.js';
import type { StreamBounds } from './events/stream-bounds.js';

/** Everything the api talks to; each dials on first use, so the api starts while any of them is away. */
export interface ApiDeps {
  readonly config: Config;
  readonly log: Logger;
  /** Role `revenue_api`. */
  readonly database: Database;
  /** Role `revenue_ingest`, a pool of its own. */
  readonly ingest: Database;
  readonly temporal: Client;
  /** Task queue of the workers, `revenue-layer` except in tests. */
  readonly taskQueue: string;
  readonly vault: Vault;
  /** Of the streams of events, where they differ from the usual ones: tests compress them. */
  readonly streamBounds?: Partial<StreamBounds>;
}
