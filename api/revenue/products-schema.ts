import { z } from 'zod';

import { id } from '../http/params.js';
import { named } from '../http/schema.js';
import { countedAccount, currency, day, staleAccounts } from './answer-schemas.js';

export const productsSchema = named(
  'RevenueProducts',
  z.object({
    currency,
    days: z.number().int(),
    accounts: z.array(countedAccount),
    items: z.array(
      z.object({
        product_id: z.string().meta({
          description: "RevenueCat's id, or its chart's label where that names no product, such as Other.",
        }),
        store_identifier: z.string().nullable(),
        name: z.string().nullable(),
        account_id: id,
        revenue: z
          .string()
          .nullable()
          .meta({ description: '0 if it sold nothing; null if the chart by product could not be read.' }),
        revenue_as_of: day.nullable().meta({ description: 'The last of the days that `revenue` covers.' }),
        active_subscriptions: z.number().nullable(),
        active_subscriptions_as_of: day.nullable(),
      }),
    ),
    next_cursor: z.string().nullable(),
    stale: staleAccounts,
  }),
);
export type Products = z.output<typeof productsSchema>;
