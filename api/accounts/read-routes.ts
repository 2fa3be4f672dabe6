import { z } from 'zod';

import { newestFirst, pageFrom, pageOf, pageQuery, readCursor } from '../http/pagination.js';
import { accountParams, id } from '../http/params.js';
import { Problem } from '../http/problem.js';
import { defineRoute } from '../http/route.js';
import { findAccount } from './find.js';
import { receiptAnswer, receiptAnswers } from './receipt.js';
import { runView } from './run-view.js';
import { accountWithHistorySchema, runSchema } from './schema.js';
import { timelineRoute } from './timeline-route.js';
import { accountViewOf } from './view.js';

const getAccount = defineRoute({
  method: 'get',
  path: '/api/projects/{projectId}/accounts/{accountId}',
  access: 'read',
  summary: 'Read an account',
  params: accountParams,
  answers: {
    200: { description: 'The account and how much history it has.', schema: accountWithHistorySchema },
  },
  handler: async ({ params, caller, deps }) => {
    const account = await accountViewOf(deps, await findAccount(deps, params), caller);
    const where = { project_id: params.projectId, account_id: params.accountId };
    const [events, metric_points] = await Promise.all([
      deps.database.prisma.revenue_events.count({ where }),
      deps.database.prisma.metric_points.count({ where }),
    ]);
    return { status: 200, body: { ...account, kept: { events, metric_points } } };
  },
});

const getReceipt = defineRoute({
  method: 'get',
  path: '/api/projects/{projectId}/accounts/{accountId}/receipt',
  access: 'read',
  summary: 'What was deleted and what was kept when the account was disconnected',
  params: accountParams,
  answers: receiptAnswers,
  handler: async ({ params, deps }) => {
    const row = await findAccount(deps, params);
    if (row.status === 'connected' || row.status === 'paused') {
      throw new Problem('not-found', { detail: 'The account is connected: there is no receipt.' });
    }
    return receiptAnswer(row);
  },
});

const listSyncs = defineRoute({
  method: 'get',
  path: '/api/projects/{projectId}/accounts/{accountId}/syncs',
  access: 'read',
  summary: 'List the sync runs of an account, skipped slots included',
  params: accountParams,
  query: z.object(pageQuery),
  answers: { 200: { description: 'Runs, newest first.', schema: pageOf(runSchema) } },
  problems: ['invalid-cursor'],
  handler: async ({ params, query, deps }) => {
    await findAccount(deps, params);
    const { projectId: project_id, accountId: account_id } = params;
    const scope = { list: 'syncs', projectId: project_id, filter: { account_id } };
    const after = readCursor(query.cursor, scope, newestFirst);
    const rows = await deps.database.prisma.sync_runs.findMany({
      where: {
        project_id,
        account_id,
        ...(after === null
          ? {}
          : { OR: [{ started_at: { lt: after[0] } }, { started_at: after[0], id: { lt: after[1] } }] }),
      },
      orderBy: [{ started_at: 'desc' }, { id: 'desc' }],
      take: query.limit + 1,
    });
    const page = pageFrom(rows, query.limit, scope, (last) => [last.started_at, last.id]);
    return { status: 200, body: { ...page, items: page.items.map(runView) } };
  },
});

const getSync = defineRoute({
  method: 'get',
  path: '/api/projects/{projectId}/accounts/{accountId}/syncs/{runId}',
  access: 'read',
  summary: 'Read a sync run',
  params: accountParams.extend({ runId: id }),
  answers: { 200: { description: 'The run.', schema: runSchema } },
  handler: async ({ params, deps }) => {
    const { projectId: project_id, accountId: account_id, runId } = params;
    const run = await deps.database.prisma.sync_runs.findUnique({
      where: { project_id_account_id_id: { project_id, account_id, id: runId } },
    });
    if (run === null) throw new Problem('not-found');
    return { status: 200, body: runView(run) };
  },
});

export const accountReadRoutes = [getAccount, getReceipt, listSyncs, getSync, timelineRoute] as const;
