import { z } from 'zod';

import { id, moment } from '../http/params.js';
import { named } from '../http/schema.js';
import {
  countedAccount,
  currency,
  day,
  leftOutAccounts,
  lineage,
  missingAccounts,
  staleAccounts,
  unit,
  value,
} from './answer-schemas.js';
import { TILES } from './tiles.js';

const byAccount = z.object({
  account_id: id,
  value,
  as_of: day.meta({ description: 'The last day that this value covers.' }),
  last_published_at: moment
    .nullable()
    .meta({ description: "When the account's numbers of this metric were published last." }),
  chart_version: z.string(),
  selectors: z
    .record(z.string(), z.unknown())
    .meta({ description: "What was selected in RevenueCat's chart." }),
  computed_at: moment.nullable().meta({ description: 'When RevenueCat computed it, where it says so.' }),
  fetched_at: moment.meta({
    description: 'When it was fetched; an unchanged number keeps the time of its first fetch.',
  }),
});

export const tileSchema = z.object({
  metric: z.enum(TILES.map(({ name }) => name)),
  unit,
  currency: currency.nullable(),
  value,
  as_of: day.nullable().meta({ description: 'The last day that the value covers.' }),
  complete: z.boolean().meta({ description: 'Made of complete periods only.' }),
  partial: z.boolean().meta({ description: 'An account is missing from it, or left out.' }),
  value_complete_days: value
    .optional()
    .meta({ description: '7- and 30-day tiles: the same number of days, up to the last complete one.' }),
  complete_days_as_of: day.nullable().optional(),
  previous: z.object({ value, as_of: day }).nullable().meta({
    description:
      'The same accounts a period earlier; null where one of them lacks it. Compares with `value_complete_days` where that is given, else with `value`.',
  }),
  parts: z
    .record(z.string(), z.string())
    .nullable()
    .meta({ description: 'What the value is made of, such as numerator and denominator.' }),
  stale: staleAccounts.meta({
    description:
      "Counted in this tile with a number older than two hours: the account's numbers are, or RevenueCat no longer gives this one.",
  }),
  lineage,
  by_account: z.array(byAccount),
});

export const summarySchema = named(
  'RevenueSummary',
  z.object({
    currency,
    accounts: z.array(countedAccount).meta({ description: 'The accounts this answer is about.' }),
    tiles: z.array(tileSchema),
    stale: staleAccounts.meta({
      description:
        'Counted, with nothing published for two hours. Where one metric alone is old, the `stale` of its tile says so.',
    }),
    missing: missingAccounts,
    left_out: leftOutAccounts,
    live: z
      .object({
        day,
        currency: z.literal('USD'),
        revenue: z.string().meta({ description: 'At event time; never part of a tile.' }),
        purchases: z.number().int(),
        renewals: z.number().int(),
        refunds: z.number().int(),
        cancellations: z.number().int(),
        expirations: z.number().int(),
        trials: z.number().int(),
      })
      .meta({ description: 'What webhooks have brought today (UTC).' }),
  }),
);

export type SummaryTile = z.output<typeof tileSchema>;
export type Summary = z.output<typeof summarySchema>;
