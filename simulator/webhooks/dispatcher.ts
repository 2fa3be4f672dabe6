import type { Logger } from 'pino';

import type { BookEvent } from '../book/event.js';
import { type Clock, SECOND } from '../clock.js';
import { mintId } from '../secrets.js';
import type { RevenueCatProject } from '../state/accounts.js';
import type { Store } from '../state/store.js';
import { attemptDelivery } from './attempt.js';
import { isAnnounced, webhookBody } from './body.js';
import { type Attempt, type Delivery, settle, type Target } from './delivery.js';
import { wants } from './integration.js';

const MOST_AT_ONCE = 20;
const MOST_SETTLED_KEPT = 2_000;
const LONGEST_TIMER = 2 ** 31 - 1;

/** Anything with the envelope of a webhook. */
export interface WebhookBody {
  event: { id: string; type: string };
}

/**
 * Delivers webhooks at least once and in no promised order. What is pending is part of the state, so an attempt cut off
 * by a kill is made again.
 */
export class Dispatcher {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #underWay = new Set<string>();
  readonly #connections = new Set<AbortController>();
  #timer: NodeJS.Timeout | undefined;
  #waking: NodeJS.Immediate | undefined;
  #stopped = false;

  constructor(store: Store, clock: Clock, log: Logger) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
  }

  /** Queues an event for every integration of its project that wants it. */
  announce(project: RevenueCatProject, event: BookEvent): Delivery[] {
    if (!isAnnounced(event)) return [];
    const { type, customer } = event;
    const facts = { type, environment: customer.environment, appId: customer.app.id };
    const receivers = this.#store.state.integrations.filter(
      (integration) => integration.projectId === project.id && wants(integration, facts),
    );
    return receivers.map(({ id }) => this.enqueue(project.id, { integrationId: id }, webhookBody(event)));
  }

  /** Queues a body for an integration or an address. The first attempt is made at once. */
  enqueue(
    projectId: string,
    to: { integrationId: string } | { target: Target },
    body: WebhookBody,
  ): Delivery {
    const delivery: Delivery = {
      ...{ id: mintId('dlv_'), projectId, integrationId: null, target: null, ...to },
      ...{ eventId: body.event.id, eventType: body.event.type, body: JSON.stringify(body) },
      ...{ attempts: [], status: 'pending', nextAttemptAt: this.#clock() },
    };
    this.#store.state.deliveries.push(delivery);
    this.#store.touch();
    this.wake();
    return delivery;
  }

  /** Looks for due deliveries as soon as the present work is done; also starts the work after a restart. */
  wake(): void {
    if (!this.#stopped) this.#waking ??= setImmediate(() => this.#startDue());
  }

  /** Stops at once; what is under way stays pending. */
  stop(): void {
    this.#stopped = true;
    clearImmediate(this.#waking);
    clearTimeout(this.#timer);
    for (const connection of this.#connections) connection.abort();
  }

  #startDue(): void {
    this.#waking = undefined;
    clearTimeout(this.#timer);
    const waiting = this.#store.state.deliveries.filter(
      ({ id, status }) => status === 'pending' && !this.#underWay.has(id),
    );
    const now = this.#clock();
    const due = waiting.filter(({ nextAttemptAt }) => (nextAttemptAt ?? 0) <= now);
    const started = due.slice(0, MOST_AT_ONCE - this.#underWay.size);
    for (const delivery of started) void this.#attempt(delivery);
    // With all places taken, the next one to become free wakes us.
    if (due.length > started.length || waiting.length === 0) return;
    const soonest = Math.min(...waiting.map(({ nextAttemptAt }) => nextAttemptAt ?? now));
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(soonest - now, 0), LONGEST_TIMER));
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const { settings } = this.#store.state;
    const target = this.#targetOf(delivery);
    this.#underWay.add(delivery.id);
    const attempt = target
      ? await this.#send(target, delivery.body ?? '', settings.deliveryTimeoutSeconds)
      : { at: this.#clock(), milliseconds: 0, status: null, error: 'integration deleted' };
    this.#underWay.delete(delivery.id);
    if (this.#stopped) return;
    settle(delivery, attempt, settings.deliveryTimeScale);
    if (!target) Object.assign(delivery, { status: 'failed', nextAttemptAt: null, body: null });
    this.#forgetOldest();
    this.#store.touch();
    const { id, eventId, eventType, status } = delivery;
    this.#log.info({ delivery: id, eventId, eventType, status, attempt }, 'webhook.attempted');
    this.wake();
  }

  async #send(target: Target, body: string, timeoutSeconds: number): Promise<Attempt> {
    const connection = new AbortController();
    const timer = setTimeout(() => connection.abort(timedOut()), timeoutSeconds * SECOND);
    this.#connections.add(connection);
    try {
      return await attemptDelivery(target, body, this.#clock, connection.signal);
    } finally {
      clearTimeout(timer);
      this.#connections.delete(connection);
    }
  }

  #targetOf({ integrationId, target }: Delivery): Target | null {
    if (integrationId === null) return target;
    return this.#store.state.integrations.find(({ id }) => id === integrationId) ?? null;
  }

  #forgetOldest(): void {
    const { state } = this.#store;
    const settled = state.deliveries.filter(({ status }) => status !== 'pending');
    const surplus = new Set(settled.slice(0, Math.max(0, settled.length - MOST_SETTLED_KEPT)));
    if (surplus.size > 0) state.deliveries = state.deliveries.filter((delivery) => !surplus.has(delivery));
  }
}

function timedOut(): DOMException {
  return new DOMException('The receiver took too long', 'TimeoutError');
}
