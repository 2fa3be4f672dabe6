import { SECOND } from '../../../simulator/clock.js';
import { attemptDelivery } from '../../../simulator/webhooks/attempt.js';
import { type Delivery, settle } from '../../../simulator/webhooks/delivery.js';
import type { Mail, Mailing } from './mail.js';

/** RevenueCat's patience with one answer. */
const ANSWER_WITHIN = 60 * SECOND;
/** How often it is looked how many are due, in milliseconds. */
const TICK = 20;
/** So many at once mean that this test has lost its way. */
const MOST_OPEN = 20_000;

export interface SenderOptions {
  readonly mail: Mail;
  /** Factor on RevenueCat's waits between two attempts: five of them in 155 minutes. */
  readonly timeScale: number;
}

/**
 * Plays the part of RevenueCat outside of the system. Open loop: it sends when the time has come, whatever became of what it
 * sent before; and what was not answered 200 it sends again, as RevenueCat does.
 */
export class Sender {
  timeScale: number;
  readonly #mail: Mail;
  readonly #retries = new Set<NodeJS.Timeout>();
  /** Deliveries under way, and those that were not taken because something was away. */
  readonly #open = new Set<Delivery>();
  #ticker: NodeJS.Timeout | undefined;
  #count = 0;

  constructor({ mail, timeScale }: SenderOptions) {
    this.#mail = mail;
    this.timeScale = timeScale;
  }

  /** From now on so many new deliveries begin each second. */
  begin(perSecond: number): void {
    this.pause();
    const started = performance.now();
    let sent = 0;
    this.#ticker = setInterval(() => {
      const due = ((performance.now() - started) / SECOND) * perSecond;
      for (; sent < due; sent += 1) this.send(this.#mail.next());
    }, TICK);
  }

  /** Nothing new begins; what failed is still tried again. */
  pause(): void {
    clearInterval(this.#ticker);
  }

  /** So many more at this very moment. */
  burst(count: number): void {
    for (let sent = 0; sent < count; sent += 1) this.send(this.#mail.next());
  }

  send({ entry, body, target }: Mailing): void {
    this.#count += 1;
    const delivery: Delivery = {
      id: String(this.#count),
      projectId: entry.account.revenueCatProjectId,
      integrationId: null,
      target,
      eventId: entry.id,
      eventType: entry.type,
      body,
      attempts: [],
      status: 'pending',
      nextAttemptAt: Date.now(),
    };
    entry.deliveries.push(delivery);
    void this.#attempt(delivery);
  }

  /** Whether every delivery has been taken, refused or given up. What was refused is tried again all the same. */
  get isDone(): boolean {
    return this.#open.size === 0;
  }

  /** Stops for good. */
  close(): void {
    this.pause();
    for (const retry of this.#retries) clearTimeout(retry);
    this.#retries.clear();
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const { target, body } = delivery;
    if (target === null || body === null) return;
    this.#open.add(delivery);
    if (this.#open.size > MOST_OPEN) throw new Error(`${this.#open.size} deliveries are open.`);
    const attempt = await attemptDelivery(target, body, Date.now, AbortSignal.timeout(ANSWER_WITHIN));
    settle(delivery, attempt, this.timeScale);
    const isPutOff = attempt.status === 503 || attempt.status === null;
    if (delivery.nextAttemptAt === null || !isPutOff) this.#open.delete(delivery);
    if (delivery.nextAttemptAt === null) return;
    const retry = setTimeout(
      () => {
        this.#retries.delete(retry);
        void this.#attempt(delivery);
      },
      Math.max(0, delivery.nextAttemptAt - Date.now()),
    );
    this.#retries.add(retry);
  }
}
