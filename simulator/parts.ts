import type { Logger } from 'pino';

import type { BookShelf } from './book/shelf.js';
import type { Clock } from './clock.js';
import type { Faults } from './faults/faults.js';
import type { Ledger } from './ledger/ledger.js';
import type { RateLimiter } from './rest/rate-limiter.js';
import type { IssuedSecrets } from './secrets.js';
import type { Store } from './state/store.js';
import type { Dispatcher } from './webhooks/dispatcher.js';
import type { LiveFeed } from './webhooks/live-feed.js';

/** What the simulator consists of; routes take from it what they need. */
export interface Parts {
  clock: Clock;
  log: Logger;
  store: Store;
  faults: Faults;
  ledger: Ledger;
  limiter: RateLimiter;
  secrets: IssuedSecrets;
  books: BookShelf;
  dispatcher: Dispatcher;
  liveFeed: LiveFeed;
  /** Puts the state back to the demo data. */
  reset: () => void;
}
