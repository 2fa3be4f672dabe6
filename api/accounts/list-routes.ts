import { z } from 'zod';

import type { Prisma } from '../../prisma/generated/client.js';
import { HEALTH_CAUSES } from '../../workflows/account/state.js';
import { cursorMoment, pageFrom, pageOf, pageQuery, readCursor } from '../http/pagination.js';
import { projectParams } from '../http/params.js';
import { defineRoute } from '../http/route.js';
import { ACCOUNT_STATUSES, accountSchema, accountWithProjectSchema } from './schema.js';
import { accountViews } from './view.js';

const filters = {
  status: z.enum(ACCOUNT_STATUSES).optional(),
  health: z.enum(['healthy', 'unhealthy']).optional(),
  cause: z.enum(HEALTH_CAUSES).optional(),
};
const listQuery = z.object({ ...pageQuery, ...filters });

function filtered({
  status,
  health,
  cause,
}: z.output<typeof listQuery>): Prisma.revenuecat_accountsWhereInput {
  return {
    ...(status === undefined ? {} : { status }),
    ...(health === undefined ? {} : { health_status: health }),
    ...(cause === undefined ? {} : { health_cause: cause }),
  };
}

const projectAccounts = defineRoute({
  method: 'get',
  path: '/api/projects/{projectId}/accounts',
  access: 'read',
  summary: 'List the accounts of this project, disconnected ones included',
  params: projectParams,
  query: listQuery,
  answers: { 200: { description: 'Accounts by age, oldest first.', schema: pageOf(accountSchema) } },
  problems: ['invalid-cursor'],
  handler: async ({ params, query, caller, deps }) => {
    const { limit, cursor, ...filter } = query;
    const scope = { list: 'accounts', projectId: params.projectId, filter };
    const after = readCursor(cursor, scope, z.string());
    const rows = await deps.database.prisma.revenuecat_accounts.findMany({
      where: {
        project_id: params.projectId,
        ...filtered(query),
        ...(after === null ? {} : { id: { gt: after } }),
      },
      orderBy: { id: 'asc' },
      take: limit + 1,
    });
    const page = pageFrom(rows, limit, scope, (last) => last.id);
    return { status: 200, body: { ...page, items: await accountViews(deps, page.items, caller) } };
  },
});

/** Health, since when, project, account: unhealthy ones first, those that have waited longest before the others. */
const operatorPosition = z.tuple([z.string(), cursorMoment, z.string(), z.string()]);

function beyond([health, since, project, id]: z.output<
  typeof operatorPosition
>): Prisma.revenuecat_accountsWhereInput {
  return {
    OR: [
      { health_status: { lt: health } },
      { health_status: health, health_since: { gt: since } },
      { health_status: health, health_since: since, project_id: { gt: project } },
      { health_status: health, health_since: since, project_id: project, id: { gt: id } },
    ],
  };
}

const allAccounts = defineRoute({
  method: 'get',
  path: '/api/accounts',
  access: 'admin',
  summary: 'List the accounts of all projects, for operators',
  query: listQuery,
  answers: {
    200: {
      description: 'Unhealthy accounts first, then by how long they have been as they are.',
      schema: pageOf(accountWithProjectSchema),
    },
  },
  problems: ['invalid-cursor'],
  handler: async ({ query, caller, deps }) => {
    const { limit, cursor, ...filter } = query;
    const scope = { list: 'all-accounts', projectId: null, filter };
    const after = readCursor(cursor, scope, operatorPosition);
    const rows = await deps.database.prisma.revenuecat_accounts.findMany({
      where: { AND: [filtered(query), after === null ? {} : beyond(after)] },
      orderBy: [{ health_status: 'desc' }, { health_since: 'asc' }, { project_id: 'asc' }, { id: 'asc' }],
      include: { project: { select: { id: true, name: true } } },
      take: limit + 1,
    });
    const page = pageFrom(rows, limit, scope, (last) => [
      last.health_status,
      last.health_since.toISOString(),
      last.project_id,
      last.id,
    ]);
    const views = await accountViews(deps, page.items, caller);
    const items = page.items.map(({ project }, index) => ({ ...views[index], project }));
    return { status: 200, body: { ...page, items } };
  },
});

export const accountListRoutes = [projectAccounts, allAccounts] as const;
