import { type ActivityInterfaceFor, type ActivityOptions, proxyActivities } from '@temporalio/workflow';

import type { AccountActivities } from '../activities.js';
import type { Cadence } from './state.js';

/** Milliseconds, for histories that do not say. */
const HEARTBEAT_TIMEOUT = 30_000;

type Proxies = ActivityInterfaceFor<AccountActivities>;

/** How each kind of activity is tried. All are watched by their heartbeat, so a worker that dies is noticed soon. */
const KINDS = {
  /** Postgres alone: short, and tried until Postgres is back. */
  keeping: {
    startToCloseTimeout: '30 seconds',
    retry: { initialInterval: '500 milliseconds', maximumInterval: '30 seconds' },
  },
  /** Our own parts: a few tries, then the lane rests and tries again, so that a refresh is never held up. */
  own: { startToCloseTimeout: '60 seconds', retry: { initialInterval: '1 second', maximumAttempts: 3 } },
  /** One or a few calls to RevenueCat. Two tries: the next slot is the better third. */
  calling: {
    startToCloseTimeout: '60 seconds',
    retry: { initialInterval: '2 seconds', maximumInterval: '10 seconds', maximumAttempts: 2 },
  },
  /** One look per slot, and no more: the next slot is the second try. */
  probing: { startToCloseTimeout: '60 seconds', retry: { maximumAttempts: 1 } },
  /** May hold a token pair that is not stored yet, so it is given time. */
  renewing: {
    startToCloseTimeout: '1 day',
    retry: { initialInterval: '2 seconds', maximumInterval: '30 seconds', maximumAttempts: 4 },
  },
  /** Tried until it is true: a disconnect that gives up would leave a secret or an open gate behind. */
  closing: {
    startToCloseTimeout: '60 seconds',
    retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
  },
} as const satisfies Record<string, ActivityOptions>;

/** The account's activities, called in one of these ways. */
export function proxiesOf(kind: keyof typeof KINDS, cadence: Pick<Cadence, 'heartbeatTimeout'>): Proxies {
  const heartbeatTimeout = cadence.heartbeatTimeout ?? HEARTBEAT_TIMEOUT;
  return proxyActivities<AccountActivities>({ ...KINDS[kind], heartbeatTimeout });
}
