import { z } from 'zod';

import { id, moment } from '../http/params.js';

/** Parts of the answers that summary, series and products share. */
export const day = z.iso.date().meta({ description: 'A UTC day.' });
export const currency = z.string().meta({ description: 'ISO 4217.' });
export const unit = z.enum(['money', 'count', 'percent']);

export const value = z.union([z.string(), z.number()]).nullable().meta({
  description:
    'Money as a decimal string, counts and percent as numbers (4.6 is 4.6 %); null where there is none.',
});

export const lineage = z
  .object({
    chart: z.string().meta({ description: "RevenueCat's chart." }),
    derived_from: z.string().nullable().meta({ description: 'The metric it is computed from, if any.' }),
    formula: z.string(),
  })
  .meta({ description: 'Where the number comes from.' });

export const countedAccount = z.object({
  account_id: id,
  name: z.string().meta({ description: 'Name of the RevenueCat project.' }),
  status: z.string(),
  last_published_at: moment.nullable(),
  disconnected_at: moment.nullable(),
});

export const staleAccounts = z
  .array(z.object({ account_id: id, last_published_at: moment }))
  .meta({ description: 'Counted, with numbers older than two hours.' });

export const missingAccounts = z
  .array(z.object({ account_id: id, metrics: z.array(z.string()) }))
  .meta({ description: 'Not counted in these, for want of numbers or too far behind.' });

export const leftOutAccounts = z
  .array(z.object({ account_id: id, currency, metrics: z.array(z.string()) }))
  .meta({ description: 'Not counted in these: their numbers are in another currency.' });
