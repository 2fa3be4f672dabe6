import type { IncomingMessage, ServerResponse } from 'node:http';

import { Router } from 'express';

import type { ApiDeps } from '../deps.js';
import { Admission } from './admission.js';
import { answerAccepted, answerRefused } from './answer.js';
import { Deadline } from './deadline.js';
import type { Delivery } from './delivery.js';
import { INGEST_LIMITS, type IngestLimits } from './limits.js';
import { deliveriesTotal, deliverySeconds } from './metrics.js';
import { Refusals } from './refusals.js';
import { type Origin, refusalOf, refuse } from './refuse.js';
import { discardBody, SenderGone } from './request-body.js';
import { claimFrom } from './signal-claims.js';
import { Signaller } from './signaller.js';
import { Storage } from './storage.js';
import type { Stored } from './store-group.js';
import { PreviousTokenUses } from './token-uses.js';

export const WEBHOOK_PATH = '/api/webhooks/revenuecat';

export interface WebhookReceiver {
  /** Answers one `POST /api/webhooks/revenuecat`; reads the body itself. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** The same for Express, before any body parser. */
  readonly router: Router;
  /** Finishes what is in flight; later deliveries are answered 503. */
  close(): Promise<void>;
}

/**
 * Takes RevenueCat's webhooks. First safe, then signalled: a delivery is admitted, stored and committed, answered 200, and
 * only then is its account's workflow told. So an answered 200 needs Postgres only. RevenueCat takes exactly 200 for success
 * and otherwise tries again five times over 2 h 35 min (RevenueCat, "Webhooks").
 */
export function createWebhookReceiver(
  deps: ApiDeps,
  otherLimits: Partial<IngestLimits> = {},
): WebhookReceiver {
  const limits = { ...INGEST_LIMITS, ...otherLimits };
  const admission = new Admission(deps, limits);
  const storage = new Storage(deps, limits);
  const refusals = new Refusals(deps.ingest.pool, deps.log);
  const previousTokens = new PreviousTokenUses(deps.ingest.pool, deps.log);
  const signaller = new Signaller(deps.temporal, deps.log, claimFrom(deps.database));
  const inFlight = new Set<Promise<void>>();
  let closing = false;

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = performance.now();
    const deadline = new Deadline(limits.answerWithin);
    const origin: Origin = { projectId: null, namedAccount: null };
    try {
      if (closing) throw refuse.closing();
      const { delivery, previousToken } = await admission.admit(request, origin, deadline);
      const stored = await storage.store(delivery, deadline);
      accept(response, delivery, stored, started);
      if (previousToken !== null) {
        const { projectId, namedAccount } = delivery;
        const accountId = namedAccount ?? stored.accountId;
        previousTokens.count({ projectId, accountId, tokenHash: previousToken });
      }
    } catch (error) {
      if (error instanceof SenderGone) return;
      const refused = refusalOf(error);
      if (refused.reason === 'internal-error') {
        deps.log.error(
          { err: error, project_id: origin.projectId, account_id: origin.namedAccount },
          'webhook.failed',
        );
      }
      refusals.count({ reason: refused.reason, ...origin });
      deliveriesTotal.inc({ outcome: refused.reason });
      answerRefused(response, refused.problem);
      discardBody(request);
    }
  }

  function accept(response: ServerResponse, delivery: Delivery, stored: Stored, started: number): void {
    answerAccepted(response);
    const seconds = (performance.now() - started) / 1_000;
    const { content, projectId } = delivery;
    const { outcome, accountId } = stored;
    const [eventId, type] = content.kind === 'event' ? [content.eventId, content.type] : [null, null];
    deliveriesTotal.inc({ outcome });
    deliverySeconds.observe(seconds);
    deps.log.info(
      {
        project_id: projectId,
        account_id: accountId,
        event_id: eventId,
        type,
        outcome,
        bytes: delivery.bytes.length,
        duration_ms: Math.round(seconds * 1_000),
      },
      'webhook.accepted',
    );
    if (accountId !== null && eventId !== null) {
      signaller.arrived({ projectId, accountId, eventId, type, receivedAt: Date.now() });
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const served = receive(request, response);
    inFlight.add(served);
    await served.finally(() => inFlight.delete(served));
  }

  return {
    handle,
    router: Router().post(WEBHOOK_PATH, handle),
    async close() {
      closing = true;
      await Promise.allSettled(inFlight);
      await Promise.all([refusals.close(), previousTokens.close()]);
      await signaller.close();
    },
  };
}
