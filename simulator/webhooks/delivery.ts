import { MINUTE } from '../clock.js';

/** Where and how one webhook request goes. */
export interface Target {
  url: string;
  /** Sent verbatim. */
  authorizationHeader: string | null;
  signingSecret: string | null;
}

/** One attempt at a delivery; `status` null if no answer came, then `error` says why. */
export interface Attempt {
  at: number;
  milliseconds: number;
  status: number | null;
  error: string | null;
}

/** One event on its way to one receiver, over all its attempts. Times in milliseconds. */
export interface Delivery {
  id: string;
  projectId: string;
  /** The integration it is for: its present address is used at each attempt; null = `target` is. */
  integrationId: string | null;
  target: Target | null;
  eventId: string;
  eventType: string;
  /** The exact text to send; null once settled. */
  body: string | null;
  attempts: Attempt[];
  status: 'pending' | 'delivered' | 'failed';
  /** When it is tried next; null once settled. */
  nextAttemptAt: number | null;
}

/** Waits before the second to the sixth attempt ("Webhooks, Retries and backoff"). */
const waits = [5, 10, 20, 40, 80].map((minutes) => minutes * MINUTE);

/** Takes note of an attempt: only 200 is success; after the sixth failure RevenueCat gives up. */
export function settle(delivery: Delivery, attempt: Attempt, timeScale: number): void {
  delivery.attempts.push(attempt);
  const wait = waits[delivery.attempts.length - 1];
  if (attempt.status === 200) delivery.status = 'delivered';
  else if (wait === undefined) delivery.status = 'failed';
  const pending = delivery.status === 'pending' && wait !== undefined;
  delivery.nextAttemptAt = pending ? attempt.at + attempt.milliseconds + wait * timeScale : null;
  if (!pending) delivery.body = null;
}
