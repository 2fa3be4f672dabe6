import { z } from 'zod';

import { HEALTH_CAUSES } from '../../workflows/account/state.js';
import { moment } from '../http/params.js';
import { named } from '../http/schema.js';
import { ACTIONS } from './causes.js';

export const ACCOUNT_STATUSES = ['connected', 'paused', 'disconnecting', 'disconnected'] as const;

export const runSchema = named(
  'SyncRun',
  z.object({
    id: z.string(),
    kind: z.string().meta({ description: '`first`, `scheduled` or `manual`.' }),
    status: z.enum(['running', 'complete', 'partial', 'failed', 'skipped']),
    progress: z.object({ done: z.int(), total: z.int() }),
    metrics: z
      .array(
        z.object({
          metric: z.string(),
          status: z.string().meta({ description: '`ok`, `unavailable` or `unexpected`.' }),
          detail: z.string().nullable(),
        }),
      )
      .meta({ description: 'Empty until the run has finished.' }),
    calls: z.int().meta({ description: 'Requests sent to RevenueCat.' }),
    fetched_from: z.iso
      .date()
      .nullable()
      .meta({ description: 'The first UTC day that it reads; null if it read nothing.' }),
    started_at: moment,
    finished_at: moment.nullable(),
    cause: z.string().nullable().meta({ description: 'Why it was skipped, or failed.' }),
  }),
);

const healthSchema = z.object({
  status: z.enum(['healthy', 'unhealthy']),
  cause: z.enum(HEALTH_CAUSES).nullable(),
  since: moment,
  message: z.string().nullable().meta({ description: 'A sentence for the owner.' }),
  action: z.enum(ACTIONS).nullable().meta({ description: 'The one thing to do; null if there is nothing.' }),
});

export const warningSchema = z.object({
  kind: z.string(),
  since: moment.nullable(),
  message: z.string(),
});

const credentialSchema = z.object({
  kind: z.enum(['oauth', 'api_key']),
  version: z.int(),
  scopes: z.array(z.string()),
  access_expires_at: moment.nullable(),
  refresh_expires_at_estimate: moment.nullable(),
  refreshed_at: moment.nullable(),
});

const webhookSchema = z.object({
  url: z.string(),
  registered: z.boolean().meta({ description: 'We registered it at RevenueCat ourselves.' }),
  verified_at: moment.nullable(),
  last_event_at: moment.nullable(),
  events_last_hour: z.int().meta({ description: 'Events received; at most 10,000 are counted.' }),
  refused_last_24h: z.int().meta({ description: 'Deliveries to this URL that were not accepted.' }),
  waiting: z.int().meta({ description: 'Events received and not yet processed.' }),
  lag_seconds: z.int().meta({ description: 'Age of the oldest of them.' }),
});

export const accountSchema = named(
  'Account',
  z.object({
    id: z.string(),
    revenuecat_project: z.object({ id: z.string(), name: z.string() }),
    status: z.enum(ACCOUNT_STATUSES),
    health: healthSchema,
    warnings: z.array(warningSchema),
    credential: credentialSchema,
    last_sync: runSchema.nullable().meta({ description: 'The newest finished run.' }),
    last_published_at: moment.nullable(),
    next_sync_at: moment.nullable(),
    webhook: webhookSchema,
    paused_at: moment.nullable(),
    disconnected_at: moment.nullable(),
    temporal_url: z.string().optional().meta({ description: 'For administrators.' }),
  }),
);

export const accountWithProjectSchema = named(
  'AccountWithProject',
  z.object({ ...accountSchema.shape, project: z.object({ id: z.string(), name: z.string() }) }),
);

const kept = z.object({ events: z.int(), metric_points: z.int() });

export const accountWithHistorySchema = named(
  'AccountWithHistory',
  z.object({
    ...accountSchema.shape,
    kept: kept.meta({ description: 'The history there is, which a disconnect would keep.' }),
  }),
);

export const receiptSchema = named(
  'Receipt',
  z.object({
    account_id: z.string(),
    disconnected_at: moment,
    credential_deleted: z.boolean(),
    webhook_removed: z.enum(['removed', 'not_ours', 'by_hand']),
    kept,
  }),
);

export const openReceiptSchema = named(
  'OpenReceipt',
  z.object({
    account_id: z.string(),
    disconnected_at: z.null(),
    open: z.array(z.enum(['events', 'webhook', 'credential'])).meta({
      description: 'What is still to be done: events to process, our webhook and our access to delete.',
    }),
  }),
);

export type AccountView = z.output<typeof accountSchema>;
export type RunView = z.output<typeof runSchema>;
