import { z } from 'zod';

import type { event_quarantine } from '../../prisma/generated/client.js';
import type { ApiDeps } from '../deps.js';
import { cursorMoment, pageFrom, pageOf, pageQuery, readCursor } from '../http/pagination.js';
import { id, moment, projectParams } from '../http/params.js';
import { Problem } from '../http/problem.js';
import { defineRoute } from '../http/route.js';
import { named } from '../http/schema.js';
import { replayDelivery } from './replay.js';

const path = '/api/projects/{projectId}/revenue-layer/event-quarantine';

const quarantineSchema = named(
  'QuarantinedDelivery',
  z.object({
    id: z.string(),
    account_id: z.string().nullable(),
    reason: z
      .string()
      .meta({ description: 'Why it is no event that can be stored.', example: 'event-id-invalid' }),
    size: z.int().meta({ description: 'Bytes.' }),
    received_at: moment,
    replayed_at: moment.nullable(),
  }),
);

const replaySchema = z.object({
  id: z.string(),
  event_id: z.string(),
  outcome: z.enum(['stored', 'duplicate', 'conflict']),
  replayed_at: moment,
});

type Entry = Pick<event_quarantine, 'id' | 'account_id' | 'reason' | 'size' | 'received_at' | 'replayed_at'>;

function itemFrom({ received_at, replayed_at, ...rest }: Entry): z.output<typeof quarantineSchema> {
  return { ...rest, received_at: received_at.toISOString(), replayed_at: replayed_at?.toISOString() ?? null };
}

const select = {
  id: true,
  account_id: true,
  reason: true,
  size: true,
  received_at: true,
  replayed_at: true,
} as const;

/** Who may read events may not see what did not become one: nothing was removed from it. */
export const listQuarantine = defineRoute({
  method: 'get',
  path,
  access: 'write',
  summary: 'List deliveries that were accepted but are no events we can store',
  description: 'Their bytes are encrypted and kept for 30 days.',
  params: projectParams,
  query: z.object(pageQuery),
  answers: { 200: { description: 'Newest first.', schema: pageOf(quarantineSchema) } },
  problems: ['invalid-cursor'],
  handler: async ({ params, query, deps }) => {
    const scope = { list: 'event-quarantine', projectId: params.projectId, filter: {} };
    const after = readCursor(query.cursor, scope, z.tuple([cursorMoment, z.string()]));
    const rows = await deps.database.prisma.event_quarantine.findMany({
      where: {
        project_id: params.projectId,
        ...(after === null
          ? {}
          : { OR: [{ received_at: { lt: after[0] } }, { received_at: after[0], id: { lt: after[1] } }] }),
      },
      orderBy: [{ received_at: 'desc' }, { id: 'desc' }],
      take: query.limit + 1,
      select,
    });
    const page = pageFrom(rows, query.limit, scope, (last) => [last.received_at, last.id]);
    return { status: 200, body: { ...page, items: page.items.map(itemFrom) } };
  },
});

export const replayQuarantined = defineRoute({
  method: 'post',
  path: `${path}/{quarantineId}/replay`,
  access: 'write',
  summary: 'Try a quarantined delivery once more',
  description: 'Takes the way of a fresh delivery. Repeating it changes nothing: an event is stored once.',
  params: projectParams.extend({ quarantineId: id }),
  answers: { 200: { description: 'The event is stored.', schema: replaySchema } },
  problems: ['event-not-storable', 'webhook-not-accepted', 'vault-unavailable'],
  handler: async ({ params, caller, deps }) => {
    const entry = await findEntry(deps, params.projectId, params.quarantineId);
    const { eventId, outcome } = await replayDelivery(deps, entry);
    const { replayed_at } = await deps.database.prisma.event_quarantine.update({
      where: { project_id_id: { project_id: entry.project_id, id: entry.id } },
      data: { replayed_at: entry.replayed_at ?? new Date() },
      select: { replayed_at: true },
    });
    deps.log.info(
      { key_id: caller.apiKeyId, project_id: entry.project_id, quarantine_id: entry.id, outcome },
      'quarantine.replayed',
    );
    const at = (replayed_at ?? new Date()).toISOString();
    return { status: 200, body: { id: entry.id, event_id: eventId, outcome, replayed_at: at } };
  },
});

async function findEntry(deps: ApiDeps, projectId: string, quarantineId: string): Promise<event_quarantine> {
  const entry = await deps.database.prisma.event_quarantine.findUnique({
    where: { project_id_id: { project_id: projectId, id: quarantineId } },
  });
  if (entry === null) throw new Problem('not-found');
  return entry;
}
