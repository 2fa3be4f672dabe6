import { z } from 'zod';

import type { revenuecat_accounts } from '../../prisma/generated/client.js';
import type { Answer, Answers } from '../http/route.js';
import { openReceiptSchema, receiptSchema } from './schema.js';

/** The `receipt` column once the account is disconnected; the worker writes it with the status, in one statement. */
const closedColumn = receiptSchema.pick({ credential_deleted: true, webhook_removed: true, kept: true });
/** The same column while the disconnect is under way: the workflow's own list, empty until it has begun. */
const openColumn = z.object({
  inboxDrained: z.boolean().default(false),
  webhook: z.string().nullable().default(null),
  credentialDeleted: z.boolean().default(false),
});

export type Receipt = z.output<typeof receiptSchema> | z.output<typeof openReceiptSchema>;

/** What came of a disconnect, or what is still open. */
export function receiptView(row: revenuecat_accounts): Receipt {
  if (row.status === 'disconnected' && row.disconnected_at !== null) {
    return {
      account_id: row.id,
      disconnected_at: row.disconnected_at.toISOString(),
      ...closedColumn.parse(row.receipt),
    };
  }
  const done = openColumn.parse(row.receipt ?? {});
  const open = [
    ...(done.inboxDrained ? [] : ['events' as const]),
    ...(done.webhook === null ? ['webhook' as const] : []),
    ...(done.credentialDeleted ? [] : ['credential' as const]),
  ];
  return { account_id: row.id, disconnected_at: null, open };
}

export function receiptAnswer(row: revenuecat_accounts): Answer {
  const body = receiptView(row);
  return body.disconnected_at === null
    ? { status: 202, body, headers: { Location: receiptPath(row) } }
    : { status: 200, body };
}

export const receiptAnswers = {
  200: { description: 'Disconnected: the receipt.', schema: receiptSchema },
  202: { description: 'Under way: what is still open.', schema: openReceiptSchema },
} satisfies Answers;

function receiptPath({ project_id, id }: revenuecat_accounts): string {
  return `/api/projects/${project_id}/accounts/${id}/receipt`;
}
