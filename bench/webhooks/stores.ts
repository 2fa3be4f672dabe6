import type pg from 'pg';

import type { Delivery } from '../../api/ingest/delivery.js';
import { GroupCommit } from '../../api/ingest/group-commit.js';
import { INGEST_LIMITS } from '../../api/ingest/limits.js';
import type { Stored } from '../../api/ingest/store-group.js';
import type { Database } from '../../clients/postgres.js';
import type { Prisma } from '../../prisma/generated/client.js';
import type { Store } from './handler.js';
import { INSERT_STATEMENT } from './insert-statement.js';
import type { Job, Producer } from './queues/queue.mjs';

/** An event ready for a statement: JSON, with the body as it was received. */
function rowOf({ projectId, namedAccount, content, bytes }: Delivery): string {
  if (content.kind !== 'event') throw new Error('The benchmark sends events only.');
  const { eventId, type, text } = content;
  const ids = {
    project_id: projectId,
    account_id: namedAccount,
    event_id: eventId,
    type,
    size: bytes.length,
  };
  return `${JSON.stringify(ids).slice(0, -1)},"body":${text}}`;
}

const jobOf = (delivery: Delivery): Job => JSON.parse(rowOf(delivery)) as Job;

/** One insert for each request. */
export function perRequest(pool: pg.Pool): Store {
  return (delivery) => pool.query({ ...INSERT_STATEMENT, values: [`[${rowOf(delivery)}]`] });
}

/** One insert for all that came while the last one was under way. */
export function groupedInsert(pool: pg.Pool): Store {
  return grouped((deliveries) =>
    pool.query({ ...INSERT_STATEMENT, values: [`[${deliveries.map(rowOf).join(',')}]`] }),
  );
}

/** Two creates in one transaction: row and inbox row. */
export function prismaCreate({ prisma }: Database): Store {
  return async (delivery) => {
    const { project_id, account_id, event_id, type, size, body } = jobOf(delivery);
    const { event } = body as { event: Record<string, unknown> };
    const text = (field: string) => (event[field] ?? null) as string | null;
    const at = new Date(Number(event['event_timestamp_ms']));
    delete event['subscriber_attributes'];
    await prisma.$transaction([
      prisma.revenue_events.create({
        data: {
          ...{ project_id, account_id, event_id, type, event_at: at, ordered_at: at },
          ...{ price_usd: event['price'] as number, currency: text('currency') },
          ...{ price_in_purchased_currency: event['price_in_purchased_currency'] as number },
          ...{ renewal_number: event['renewal_number'] as number, environment: text('environment') },
          ...{ app_id: text('app_id'), app_user_id: text('app_user_id'), product_id: text('product_id') },
          ...{ original_app_user_id: text('original_app_user_id'), store: text('store') },
          ...{ period_type: text('period_type'), transaction_id: text('transaction_id') },
          ...{ original_transaction_id: text('original_transaction_id'), country_code: text('country_code') },
          ...{ body_hash: Buffer.alloc(32), body: body as Prisma.InputJsonObject },
        },
      }),
      prisma.event_inbox.create({ data: { project_id, account_id, event_id, size } }),
    ]);
  };
}

export function queued(producer: Producer): Store {
  return (delivery) => producer.add(jobOf(delivery));
}

export function queuedInBulk(producer: Producer): Store {
  return grouped(async (deliveries) => producer.addBulk?.(deliveries.map(jobOf)));
}

/** This project's own grouping before something else. */
function grouped(store: (deliveries: readonly Delivery[]) => Promise<unknown>): Store {
  const stored: PromiseSettledResult<Stored> = {
    status: 'fulfilled',
    value: { outcome: 'stored', accountId: null },
  };
  const commit = new GroupCommit(async (deliveries) => {
    await store(deliveries);
    return deliveries.map(() => stored);
  }, INGEST_LIMITS);
  return (delivery) => commit.store(delivery, INGEST_LIMITS.answerWithin);
}
