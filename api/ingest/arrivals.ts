import type { EventsArrived } from '../../workflows/messages.js';

/** A stored event that its account's workflow should hear of. */
export interface ArrivedEvent {
  readonly projectId: string;
  readonly accountId: string;
  readonly eventId: string;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** Events of one account that its workflow has not been told of. */
export interface Arrivals {
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly oldest: number;
  readonly newest: number;
  readonly samples: EventsArrived['samples'];
}

/** What operators get to see of a signal in Temporal UI. */
export const MOST_SAMPLES = 20;

export function arrivalsOf({ eventId: id, type, receivedAt }: ArrivedEvent): Arrivals {
  return { count: 1, oldest: receivedAt, newest: receivedAt, samples: [{ id, type }] };
}

/** Both together; the samples are the first ones. */
export function together(some: Arrivals | null, others: Arrivals): Arrivals {
  if (some === null) return others;
  const { length } = some.samples;
  return {
    count: some.count + others.count,
    oldest: Math.min(some.oldest, others.oldest),
    newest: Math.max(some.newest, others.newest),
    samples:
      length < MOST_SAMPLES ? [...some.samples, ...others.samples].slice(0, MOST_SAMPLES) : some.samples,
  };
}

export function messageOf({ count, oldest, newest, samples }: Arrivals): EventsArrived {
  return {
    count,
    oldest: new Date(oldest).toISOString(),
    newest: new Date(newest).toISOString(),
    samples,
  };
}
