import type { ApiDeps } from '../deps.js';
import { signalEventsArrived } from '../ingest/signaller.js';

export interface Announced {
  readonly accountId: string;
  readonly eventId: string;
  readonly type: string;
  readonly receivedAt: Date;
}

/** Tells an account's workflow of one event that came another way than by webhook. Should that fail, the sweep finds it. */
export function announce({ temporal, log }: Pick<ApiDeps, 'temporal' | 'log'>, event: Announced): void {
  const { accountId, eventId, type } = event;
  const at = event.receivedAt.toISOString();
  const arrived = { count: 1, oldest: at, newest: at, samples: [{ id: eventId, type }] };
  void signalEventsArrived(temporal, accountId, arrived).catch((error: unknown) =>
    log.warn({ err: error, account_id: accountId }, 'signal.failed'),
  );
}
