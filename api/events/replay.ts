import type { event_quarantine } from '../../prisma/generated/client.js';
import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';
import { Deadline } from '../ingest/deadline.js';
import { type Delivery, readContent } from '../ingest/delivery.js';
import { INGEST_LIMITS } from '../ingest/limits.js';
import { openFromQuarantine } from '../ingest/quarantine-box.js';
import { Refused } from '../ingest/refuse.js';
import { readSealingKey } from '../ingest/sealing-keys.js';
import { Storage } from '../ingest/storage.js';
import { announce } from './announce.js';

export interface Replayed {
  readonly eventId: string;
  readonly outcome: 'stored' | 'duplicate' | 'conflict';
}

/**
 * Sends a quarantined delivery the way of a fresh one: for when a later version of this service can read it, or its account
 * is known by now.
 *
 * @throws {Problem} `event-not-storable` with the reason, `webhook-not-accepted`, `vault-unavailable`.
 */
export async function replayDelivery(deps: ApiDeps, entry: event_quarantine): Promise<Replayed> {
  const delivery = await openEntry(deps, entry);
  if (delivery.content.kind === 'no-event') throw notStorable(delivery.content.reason);
  const stored = await new Storage(deps, INGEST_LIMITS)
    .store(delivery, new Deadline(INGEST_LIMITS.answerWithin))
    .catch((error: unknown) => {
      throw error instanceof Refused ? error.problem : error;
    });
  const { outcome, accountId } = stored;
  const { eventId, type } = delivery.content;
  if (accountId !== null) announce(deps, { accountId, eventId, type, receivedAt: new Date() });
  if (outcome === 'stored' || outcome === 'duplicate' || outcome === 'conflict') {
    return { eventId, outcome };
  }
  throw notStorable(entry.reason);
}

async function openEntry(deps: ApiDeps, entry: event_quarantine): Promise<Delivery> {
  const keys = await readSealingKey(deps, entry.project_id);
  if (keys === null) throw new Error(`Vault has lost the sealing key of ${entry.project_id}.`);
  const layer = await deps.database.prisma.revenue_layers.findUnique({
    where: { project_id: entry.project_id },
  });
  const bytes = openFromQuarantine(
    { projectId: entry.project_id, id: entry.id, sealedBody: entry.sealed_body },
    keys,
  );
  return {
    projectId: entry.project_id,
    namedAccount: entry.account_id,
    // At the address of an account that wanted a signature there was one, or it would not have come this far.
    signed: entry.account_id !== null,
    keepSubscriberAttributes: layer?.keep_subscriber_attributes ?? false,
    sealingPublicKey: keys.publicKey,
    bytes,
    content: readContent(bytes),
  };
}

function notStorable(reason: string): Problem {
  return new Problem('event-not-storable', { members: { reason } });
}
