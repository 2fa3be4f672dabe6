import { z } from 'zod';

import type { revenuecat_accounts, timeline_entries } from '../../prisma/generated/client.js';
import type { ApiDeps } from '../deps.js';
import { newestFirst, pageFrom, pageOf, pageQuery, readCursor } from '../http/pagination.js';
import { accountParams, moment } from '../http/params.js';
import { defineRoute } from '../http/route.js';
import { named } from '../http/schema.js';
import { findAccount } from './find.js';
import { healthMoment, healthSentences } from './health-sentence.js';

export const timelineEntrySchema = named(
  'TimelineEntry',
  z.object({
    id: z.string(),
    at: moment,
    kind: z.string(),
    cause: z.string().nullable(),
    message: z.string(),
  }),
);

type Entry = Pick<timeline_entries, 'id' | 'at' | 'kind' | 'cause' | 'message'>;

export const timelineRoute = defineRoute({
  method: 'get',
  path: '/api/projects/{projectId}/accounts/{accountId}/timeline',
  access: 'read',
  summary: 'What happened to an account',
  params: accountParams,
  query: z.object(pageQuery),
  answers: { 200: { description: 'Entries, newest first.', schema: pageOf(timelineEntrySchema) } },
  problems: ['invalid-cursor'],
  handler: async ({ params, query, deps }) => {
    const account = await findAccount(deps, params);
    const { projectId: project_id, accountId: account_id } = params;
    const scope = { list: 'timeline', projectId: project_id, filter: { account_id } };
    const after = readCursor(query.cursor, scope, newestFirst);
    const rows = await deps.database.prisma.timeline_entries.findMany({
      where: {
        project_id,
        account_id,
        ...(after === null ? {} : { OR: [{ at: { lt: after[0] } }, { at: after[0], id: { lt: after[1] } }] }),
      },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: query.limit + 1,
      select: { id: true, at: true, kind: true, cause: true, message: true },
    });
    const page = pageFrom(rows, query.limit, scope, (last) => [last.at, last.id]);
    return { status: 200, body: { ...page, items: await inOwnersWords(deps, account, page.items) } };
  },
});

/** The workflow writes down what happened; why an account became ill is said in the same words as its health. */
async function inOwnersWords(
  deps: Pick<ApiDeps, 'database'>,
  account: revenuecat_accounts,
  entries: readonly Entry[],
): Promise<Entry[]> {
  const present = healthMoment(account);
  const isPresent = (entry: Entry) =>
    entry.cause === present.cause && entry.at.getTime() === present.since.getTime();
  const ill = entries.filter(({ kind }) => kind === 'unhealthy');
  const moments = ill.map((entry) =>
    isPresent(entry) ? present : { account, cause: entry.cause, since: entry.at, detail: null },
  );
  const sentences = await healthSentences(deps.database.prisma, moments);
  const messages = new Map(ill.map((entry, index) => [entry, sentences[index]?.message]));
  return entries.map((entry) => ({ ...entry, message: messages.get(entry) ?? entry.message }));
}
