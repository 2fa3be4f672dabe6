import { z } from 'zod';

import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';
import { defineRoute } from '../http/route.js';

const ok = z.object({ status: z.literal('ok') });

/** Prisma: the table does not exist; the column does not exist. */
const OUTDATED = new Set<unknown>(['P2021', 'P2022']);

/** Asks the main tables for a row that is nowhere, with every column this version knows. */
async function readMainTables({ database }: ApiDeps): Promise<void> {
  const { prisma } = database;
  const nowhere = { where: { project_id: '' } };
  await Promise.all([
    prisma.projects.findFirst({ where: { id: '' } }),
    prisma.revenue_layers.findFirst(nowhere),
    prisma.connections.findFirst(nowhere),
    prisma.revenuecat_accounts.findFirst(nowhere),
    prisma.sync_runs.findFirst(nowhere),
    prisma.metric_points.findFirst(nowhere),
    prisma.revenue_events.findFirst(nowhere),
    prisma.timeline_entries.findFirst(nowhere),
  ]);
}

export const healthRoutes = [
  defineRoute({
    method: 'get',
    path: '/healthz',
    access: 'public',
    summary: 'The process is alive',
    answers: { 200: { description: 'Alive.', schema: ok } },
    handler: async () => ({ status: 200, body: { status: 'ok' } }),
  }),
  defineRoute({
    method: 'get',
    path: '/readyz',
    access: 'public',
    summary: 'Postgres answers and has the schema of this version',
    answers: { 200: { description: 'Ready.', schema: ok } },
    problems: ['schema-outdated'],
    handler: async ({ deps }) => {
      await readMainTables(deps).catch((error: unknown) => {
        throw OUTDATED.has((error as { code?: unknown }).code) ? new Problem('schema-outdated') : error;
      });
      return { status: 200, body: { status: 'ok' } };
    },
  }),
] as const;
