import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type Logger, pino } from 'pino';

import { createApp } from './app.js';
import type { Book } from './book/book.js';
import { BookShelf } from './book/shelf.js';
import type { Clock } from './clock.js';
import { demoState, prepareState } from './demo.js';
import { Faults } from './faults/faults.js';
import { Ledger } from './ledger/ledger.js';
import type { ClientRegistration } from './oauth/clients.js';
import type { Parts } from './parts.js';
import { RateLimiter } from './rest/rate-limiter.js';
import { IssuedSecrets } from './secrets.js';
import { defaultSettings, type Settings } from './state/settings.js';
import { Store } from './state/store.js';
import { Dispatcher } from './webhooks/dispatcher.js';
import { LiveFeed } from './webhooks/live-feed.js';

/** How to start a simulator; everything has a default. */
export interface SimulatorOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  host?: string;
  /** Where the state is kept; without it everything is forgotten at the end. */
  dataFile?: string;
  /** Fixes ids and books of the demo data. */
  seed?: string;
  /** The OAuth client that is registered at each start. */
  client?: ClientRegistration;
  /** Where they differ from the last start's, they override what was set since. */
  settings?: Partial<Omit<Settings, 'limits'>> & { limits?: Partial<Settings['limits']> };
  clock?: Clock;
  logger?: Logger;
}

/** A running simulator. */
export interface Simulator {
  /** Base of `/oauth2/…`, `/v2/…` and `/simulator/…`, without a slash at the end. */
  url: string;
  port: number;
  /** The book of a RevenueCat project, by default as of now. */
  book(projectId: string, asOf?: number): Book;
  /** Saves, stops listening, cuts open connections. */
  close(): Promise<void>;
}

export const demoClient: ClientRegistration = {
  id: 'revenue-layer-demo',
  name: 'Revenue layer',
  secret: 'simulator-client-secret',
  redirectUris: ['http://localhost:3000/api/oauth/revenuecat/callback'],
};

/** Starts the stand-in for RevenueCat. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = '127.0.0.1', seed = 'demo', client = demoClient, clock = Date.now } = options;
  const log = options.logger ?? pino({ level: 'silent' });
  const { limits, ...others } = options.settings ?? {};
  const secrets = new IssuedSecrets();
  const store = new Store(options.dataFile ?? null, log, () => demoState(seed, clock()));
  const settings = { ...others, ...(limits && { limits: { ...defaultSettings.limits, ...limits } }) };
  prepareState(store, secrets, client, settings);

  const parts = assemble({ store, secrets, clock, log, reset });
  const server = createServer(createApp(parts));
  server.listen(port, host);
  await once(server, 'listening');
  parts.dispatcher.wake();
  parts.liveFeed.restart();

  function reset(): void {
    store.state = demoState(seed, clock());
    secrets.forget();
    prepareState(store, secrets, client, settings);
    for (const part of [parts.books, parts.limiter, parts.ledger]) part.forget();
    parts.liveFeed.restart();
  }

  const address = server.address() as AddressInfo;
  const url = `http://${host}:${address.port}`;
  log.info({ url }, 'simulator.listening');
  return {
    url,
    port: address.port,
    book(projectId, asOf) {
      const project = store.state.projects.find(({ id }) => id === projectId);
      if (!project) throw new RangeError(`No RevenueCat project ${projectId}`);
      return parts.books.book(project, asOf);
    },
    async close() {
      parts.liveFeed.stop();
      parts.dispatcher.stop();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await store.flush();
    },
  };
}

function assemble(base: Pick<Parts, 'store' | 'secrets' | 'clock' | 'log' | 'reset'>): Parts {
  const { store, clock, log } = base;
  const books = new BookShelf(store, clock);
  const dispatcher = new Dispatcher(store, clock, log);
  return {
    ...{ ...base, books, dispatcher },
    faults: new Faults(store),
    ledger: new Ledger(store, clock),
    limiter: new RateLimiter(store, clock),
    liveFeed: new LiveFeed({ store, clock, log, books, dispatcher }),
  };
}
