import { z } from 'zod';

import { moment } from '../http/params.js';
import { named } from '../http/schema.js';

/** RevenueCat's ids, not ours: any text Postgres can hold. */
export const eventIdText = z
  .string()
  .max(255)
  .regex(/^[^\0\p{Surrogate}]*$/u);

const text = z.string().nullable();
/** A number as Postgres prints it, every digit kept. */
const decimal = z.string().nullable();

/** One revenue event as callers see it. Fields that RevenueCat did not send, or sent as something else, are null. */
export const eventSchema = named(
  'RevenueEvent',
  z.object({
    event_id: z.string(),
    type: z.string().meta({ description: 'As RevenueCat names it; new ones come without notice.' }),
    account_id: text.meta({ description: 'Null while no account is known for it.' }),
    occurred_at: moment.nullable().meta({ description: "RevenueCat's time of the event." }),
    received_at: moment,
    processed_at: moment.nullable().meta({ description: 'Null while it waits for its account.' }),
    environment: text.meta({ description: '`PRODUCTION` or `SANDBOX`.' }),
    app_id: text,
    app_user_id: text,
    original_app_user_id: text,
    product_id: text,
    store: text,
    period_type: text,
    price_usd: decimal.meta({ description: 'In US dollars at event time; negative for refunds.' }),
    currency: text.meta({ description: 'Of `price_in_purchased_currency`.' }),
    price_in_purchased_currency: decimal,
    transaction_id: text,
    original_transaction_id: text,
    renewal_number: z.int().nullable(),
    country_code: text,
    offer_code: text,
    cancel_reason: text,
    expiration_reason: text,
    conflicts: z
      .int()
      .meta({ description: 'Deliveries of the same id with another body; the first was kept.' }),
    body: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'With `include=body`: the delivery as received, numbers digit by digit.' }),
  }),
);

export type EventItem = Omit<z.output<typeof eventSchema>, 'body'>;

/** Names of the fields, in order: header of the CSV. */
export const EVENT_FIELDS = Object.keys(eventSchema.shape).filter(
  (name) => name !== 'body',
) as (keyof EventItem)[];

/** A row as the columns below make it. */
export interface EventRow extends Omit<EventItem, 'occurred_at' | 'received_at' | 'processed_at'> {
  readonly occurred_at: Date | null;
  readonly received_at: Date;
  readonly processed_at: Date | null;
  /** Number of the transaction that stored it. */
  readonly stored_in: string;
  /** Text of the body; read only when asked for. */
  readonly body_text: string | null;
}

const RENAMED: Partial<Record<keyof EventItem, string>> = { occurred_at: 'event_at' };
const COLUMNS = EVENT_FIELDS.map((name) => {
  const column = RENAMED[name];
  return column === undefined ? name : `${column} as ${name}`;
});

/** What `select` reads for an event. */
export function eventColumns(withBody: boolean): string {
  return [...COLUMNS, 'stored_in', `${withBody ? 'body::text' : 'null'} as body_text`].join(', ');
}

export function itemFrom({ stored_in: _order, body_text: _body, ...row }: EventRow): EventItem {
  return {
    ...row,
    occurred_at: row.occurred_at?.toISOString() ?? null,
    received_at: row.received_at.toISOString(),
    processed_at: row.processed_at?.toISOString() ?? null,
  };
}

/** JSON of an event. A body goes in as the text it is: parsed and printed again, its numbers would lose digits. */
export function eventJson(row: EventRow): string {
  const json = JSON.stringify(itemFrom(row));
  return row.body_text === null ? json : `${json.slice(0, -1)},"body":${row.body_text}}`;
}
