import { z } from 'zod';

import type { connections, revenuecat_accounts } from '../../prisma/generated/client.js';
import type { ConnectionStatus } from '../../workflows/messages.js';
import type { ApiDeps } from '../deps.js';
import { moment } from '../http/params.js';
import { isProblemSlug, PROBLEMS } from '../http/problems.js';
import { named } from '../http/schema.js';

const STATUSES = [
  'awaiting_consent',
  'exchanging',
  'awaiting_choice',
  'bound',
  'failed',
  'expired',
  'cancelled',
] as const satisfies readonly ConnectionStatus[];

export const connectionSchema = named(
  'Connection',
  z.object({
    id: z.string(),
    method: z.enum(['oauth', 'api_key']),
    status: z.enum(STATUSES),
    expires_at: moment.meta({ description: 'The next deadline of the attempt.' }),
    account_id: z.string().nullable().meta({
      description: 'The account it was bound to, the one it reconnects, or the one that is in its way.',
    }),
    problem: z
      .object({ type: z.string(), title: z.string(), detail: z.string().nullable() })
      .nullable()
      .meta({ description: 'Why it ended without an account.' }),
    revenuecat_projects: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
          connected: z.boolean().meta({ description: 'Already connected to this project.' }),
        }),
      )
      .optional()
      .meta({ description: 'While a choice is awaited: what to choose from.' }),
  }),
);

export const startedOAuthSchema = named(
  'StartedConsent',
  z.object({
    ...connectionSchema.shape,
    authorize_url: z.url().meta({ description: 'Where the browser goes for the consent.' }),
  }),
);

/** As the worker writes it. */
const projectsColumn = z.array(z.object({ id: z.string(), name: z.string() }));

/** An attempt as the API shows it. */
export async function connectionView(
  deps: Pick<ApiDeps, 'database'>,
  row: connections,
): Promise<z.output<typeof connectionSchema>> {
  return {
    id: row.id,
    method: row.method as 'oauth' | 'api_key',
    status: row.status as ConnectionStatus,
    expires_at: row.expires_at.toISOString(),
    account_id: row.account_id,
    problem: problemView(row),
    ...(row.status === 'awaiting_choice' ? { revenuecat_projects: await choices(deps, row) } : {}),
  };
}

function problemView({ problem, problem_detail: detail }: connections) {
  if (problem === null || !isProblemSlug(problem)) return null;
  return { type: `/problems/${problem}`, title: PROBLEMS[problem].title, detail };
}

async function choices(deps: Pick<ApiDeps, 'database'>, row: connections) {
  const projects = projectsColumn.parse(row.revenuecat_projects ?? []);
  const bound: Pick<revenuecat_accounts, 'revenuecat_project_id'>[] =
    await deps.database.prisma.revenuecat_accounts.findMany({
      where: {
        project_id: row.project_id,
        status: { not: 'disconnected' },
        revenuecat_project_id: { in: projects.map(({ id }) => id) },
      },
      select: { revenuecat_project_id: true },
    });
  const taken = new Set(bound.map(({ revenuecat_project_id: id }) => id));
  return projects.map(({ id, name }) => ({ id, name, connected: taken.has(id) }));
}
