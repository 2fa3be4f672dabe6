import type { BookEvent } from '../book/event.js';
import { type Random, randomFor } from '../book/random.js';
import type { Parts } from '../parts.js';
import type { RevenueCatProject } from '../state/accounts.js';
import { attemptDelivery } from './attempt.js';
import { isAnnounced, webhookBody } from './body.js';
import type { Attempt, Target } from './delivery.js';

/** Which events of the book to send, and how rudely. */
export interface BurstOptions {
  /** Distinct events, newest of the book first left out by `skip`. */
  count: number;
  skip: number;
  types?: string[] | undefined;
  environment?: 'production' | 'sandbox' | undefined;
  /** Extra copies, as a fraction of `count`. */
  duplicates: number;
  shuffle: boolean;
  concurrency: number;
  retry: boolean;
}

/** What came of a burst. `statuses` counts answers by status, or by error where none came. */
export interface BurstResult {
  sent: number;
  eventIds: string[];
  statuses: Record<string, number>;
  milliseconds: number;
}

/** Sends the newest events of a book, once each without retries, or queued with them. */
export async function sendBurst(
  { books, dispatcher, clock, store }: Parts,
  project: RevenueCatProject,
  to: { integrationId: string } | { target: Target },
  options: BurstOptions,
): Promise<BurstResult> {
  const started = performance.now();
  const events = choose(books.book(project).events, options);
  const sends = withDuplicates(events, options, randomFor(`${project.id}/burst`));
  const statuses: Record<string, number> = {};

  if (options.retry) {
    for (const event of sends) dispatcher.enqueue(project.id, to, webhookBody(event));
  } else {
    const target = 'target' in to ? to.target : integration(to.integrationId);
    const timeout = store.state.settings.deliveryTimeoutSeconds * 1000;
    const queue = sends.values();
    await Promise.all(
      Array.from({ length: options.concurrency }, async () => {
        for (const event of queue) {
          const body = JSON.stringify(webhookBody(event));
          note(await attemptDelivery(target, body, clock, AbortSignal.timeout(timeout)));
        }
      }),
    );
  }
  const eventIds = events.map(({ id }) => id);
  return { sent: sends.length, eventIds, statuses, milliseconds: Math.round(performance.now() - started) };

  function integration(id: string): Target {
    const found = store.state.integrations.find((candidate) => candidate.id === id);
    if (!found) throw new RangeError(`No integration ${id}`);
    return found;
  }

  function note({ status, error }: Attempt): void {
    const key = String(status ?? error);
    statuses[key] = (statuses[key] ?? 0) + 1;
  }
}

/** The newest fitting events, oldest of them first. */
function choose(
  events: readonly BookEvent[],
  { count, skip, types, environment }: BurstOptions,
): BookEvent[] {
  const fitting = events.filter(
    (event) =>
      isAnnounced(event) &&
      (!types || types.includes(event.type)) &&
      (!environment || event.customer.environment === environment.toUpperCase()),
  );
  const end = fitting.length - skip;
  return end <= 0 ? [] : fitting.slice(Math.max(0, end - count), end);
}

function withDuplicates(
  events: BookEvent[],
  { duplicates, shuffle }: BurstOptions,
  random: Random,
): BookEvent[] {
  const copies = Array.from({ length: Math.round(events.length * duplicates) }, (_, index) => {
    return events[index % events.length];
  }).filter((event) => event !== undefined);
  const sends = [...events, ...copies];
  if (!shuffle) return sends;
  for (let last = sends.length - 1; last > 0; last -= 1) {
    const other = random.between(0, last);
    const [a, b] = [sends[last], sends[other]];
    if (a && b) [sends[last], sends[other]] = [b, a];
  }
  return sends;
}
