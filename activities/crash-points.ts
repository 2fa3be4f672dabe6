import { channel } from 'node:diagnostics_channel';

/** Between two of these lies one change of the outside world: what a process that dies there leaves behind differs. */
export type CrashPoint =
  | 'key.stored'
  | 'exchange.announced'
  | 'exchange.code-marked'
  | 'exchange.answered'
  | 'exchange.stored'
  | 'exchange.concluded'
  | 'refresh.announced'
  | 'refresh.answered'
  | 'refresh.stored'
  | 'refresh.concluded'
  | 'refresh.judged'
  | 'bind.begun'
  | 'bind.committed'
  | 'adopt.begun'
  | 'adopt.done'
  | 'discard.inbound-gone'
  | 'disconnect.gate-closed'
  | 'disconnect.secret-gone'
  | 'disconnect.written'
  | 'delete.announced'
  | 'delete.destroyed'
  | 'delete.concluded';

export interface Passage {
  readonly point: CrashPoint;
  /** Id of the credential, or of the account or connection where there is none at hand. */
  readonly subject: string;
}

/** Who listens can end the process right here; `npm run chaos:grants` does. Without a listener nothing happens. */
export const crashPoints = channel('revenue-layer.crash-points');

export function passing(point: CrashPoint, subject: string): void {
  if (crashPoints.hasSubscribers) crashPoints.publish({ point, subject } satisfies Passage);
}
