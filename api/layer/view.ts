import { z } from 'zod';

import { webhookUrl } from '../../clients/public-urls.js';
import { accountSchema } from '../accounts/schema.js';
import { accountViews } from '../accounts/view.js';
import type { ApiDeps } from '../deps.js';
import { moment } from '../http/params.js';
import type { Caller } from '../http/route.js';
import { named } from '../http/schema.js';
import { mustBeInstalled } from './lock.js';
import { previousTokenView } from './previous-token.js';

const DAY = 24 * 3_600_000;
const MOST_ACCOUNTS = 200;

export const layerSchema = named(
  'RevenueLayer',
  z.object({
    installed_at: moment,
    currency: z.string(),
    keep_subscriber_attributes: z.boolean(),
    webhook: z.object({
      url: z.string().meta({ description: 'For all accounts; each account has a URL of its own, too.' }),
      last_event_at: moment.nullable(),
      refused_last_24h: z.int(),
      unrouted: z.int().meta({ description: 'Events that name an app no account is known to have.' }),
      previous_token: z
        .object({
          valid_until: moment,
          deliveries: z.int().meta({ description: 'Accepted with it since it was replaced.' }),
          last_used_at: moment.nullable(),
          account_ids: z.array(z.string()).meta({ description: 'Accounts whose webhook still sends it.' }),
        })
        .nullable()
        .meta({ description: 'The token before the last rotation, while both work.' }),
    }),
    accounts: z.array(accountSchema).meta({ description: 'At most 200; `GET …/accounts` has all.' }),
  }),
);

/** @throws {Problem} `revenue-layer-not-installed` */
export async function layerView(
  deps: ApiDeps,
  projectId: string,
  caller: Caller,
): Promise<z.output<typeof layerSchema>> {
  const { prisma } = deps.database;
  const of = { project_id: projectId };
  const layer = mustBeInstalled(await prisma.revenue_layers.findUnique({ where: of }));
  const [newest, refused, unrouted, previousToken, accounts] = await Promise.all([
    prisma.revenue_events.findFirst({
      where: of,
      orderBy: { received_at: 'desc' },
      select: { received_at: true },
    }),
    prisma.webhook_refusals.aggregate({
      where: { ...of, minute: { gte: new Date(Date.now() - DAY) } },
      _sum: { count: true },
    }),
    prisma.revenue_events.count({ where: { ...of, account_id: null } }),
    previousTokenView(prisma, layer),
    prisma.revenuecat_accounts.findMany({ where: of, orderBy: { id: 'asc' }, take: MOST_ACCOUNTS }),
  ]);
  return {
    installed_at: layer.installed_at.toISOString(),
    currency: layer.currency,
    keep_subscriber_attributes: layer.keep_subscriber_attributes,
    webhook: {
      url: webhookUrl(deps.config),
      last_event_at: newest?.received_at.toISOString() ?? null,
      refused_last_24h: refused._sum.count ?? 0,
      unrouted,
      previous_token: previousToken,
    },
    accounts: await accountViews(deps, accounts, caller),
  };
}
