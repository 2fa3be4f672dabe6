import { z } from 'zod';

import type { ApiDeps } from '../deps.js';
import { id, projectParams } from '../http/params.js';
import { Problem } from '../http/problem.js';
import { defineRoute } from '../http/route.js';
import { announce } from './announce.js';
import { eventColumns, eventIdText, type EventRow, eventSchema, itemFrom } from './event-item.js';

const eventParams = projectParams.extend({ eventId: eventIdText.min(1) });

export const assignEvent = defineRoute({
  method: 'post',
  path: '/api/projects/{projectId}/revenue/events/{eventId}/assign',
  access: 'write',
  summary: 'Assign an unrouted event to an account',
  description:
    'From then on it counts in the numbers of that account. Once assigned, an event stays where it is.',
  params: eventParams,
  body: z.object({ account_id: id }),
  answers: { 200: { description: 'The event, assigned.', schema: eventSchema } },
  problems: ['event-already-assigned', 'account-disconnected'],
  handler: async ({ params, body, caller, deps }) => {
    const event = { ...params, accountId: body.account_id };
    await assign(deps, event);
    const row = await readEvent(deps, event);
    const { accountId, eventId } = event;
    announce(deps, { accountId, eventId, type: row.type, receivedAt: row.received_at });
    deps.log.info(
      { key_id: caller.apiKeyId, project_id: event.projectId, account_id: accountId, event_id: eventId },
      'event.assigned',
    );
    return { status: 200, body: itemFrom(row) };
  },
});

interface Assignment {
  readonly projectId: string;
  readonly eventId: string;
  readonly accountId: string;
}

/** @throws {Problem} `not-found`, `account-disconnected`, `event-already-assigned` */
async function assign({ database }: ApiDeps, { projectId, eventId, accountId }: Assignment): Promise<void> {
  await database.prisma.$transaction(async (tx) => {
    // As ingestion does: a disconnect drains the inbox after it has closed the gate, and then looks no more.
    const [gate] = await tx.$queryRaw<{ accepting: boolean }[]>`
      SELECT accepting FROM account_gates WHERE project_id = ${projectId} AND account_id = ${accountId} FOR SHARE`;
    if (gate === undefined) {
      throw new Problem('not-found', { detail: 'There is no such account in this project.' });
    }
    if (!gate.accepting) throw new Problem('account-disconnected');
    const assigned = await tx.$executeRaw`
      WITH assigned AS (
        UPDATE revenue_events SET account_id = ${accountId}
        WHERE project_id = ${projectId} AND event_id = ${eventId} AND account_id IS NULL
        RETURNING octet_length(body::text) AS size)
      INSERT INTO event_inbox (project_id, account_id, event_id, size)
      SELECT ${projectId}, ${accountId}, ${eventId}, size FROM assigned`;
    if (assigned === 1) return;
    const known = await tx.revenue_events.count({ where: { project_id: projectId, event_id: eventId } });
    throw new Problem(known === 0 ? 'not-found' : 'event-already-assigned');
  });
}

async function readEvent({ database }: ApiDeps, { projectId, eventId }: Assignment): Promise<EventRow> {
  const { rows } = await database.pool.query<EventRow>(
    `select ${eventColumns(false)} from revenue_events where project_id = $1 and event_id = $2`,
    [projectId, eventId],
  );
  const [row] = rows;
  if (row === undefined) throw new Problem('not-found');
  return row;
}
