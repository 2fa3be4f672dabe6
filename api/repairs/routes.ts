import { z } from 'zod';

import { DIFFERENCE_KINDS, type DifferenceKind } from '../../workflows/differences.js';
import { cursorMoment, pageFrom, pageOf, pageQuery, readCursor } from '../http/pagination.js';
import { moment } from '../http/params.js';
import { defineRoute } from '../http/route.js';
import { named } from '../http/schema.js';

const kind = z.enum(DIFFERENCE_KINDS);

const repairSchema = named(
  'Repair',
  z.object({
    id: z.string(),
    at: moment,
    kind: kind.meta({ description: 'How what was differed from what should have been.' }),
    project_id: z.string(),
    subject: z.string().meta({ description: 'Id of the account, the connection or the credential.' }),
  }),
);

const listQuery = z.object({ ...pageQuery, kind: kind.optional() });

const listRepairs = defineRoute({
  method: 'get',
  path: '/api/repairs',
  access: 'admin',
  summary: 'List what the reconciler has put right, for operators',
  description: 'Of the last 90 days. A healthy installation has few, and knows why.',
  query: listQuery,
  answers: { 200: { description: 'Repairs, newest first.', schema: pageOf(repairSchema) } },
  problems: ['invalid-cursor'],
  handler: async ({ query, deps }) => {
    const { limit, cursor, ...filter } = query;
    const scope = { list: 'repairs', projectId: null, filter };
    const after = readCursor(cursor, scope, z.tuple([cursorMoment, z.string()]));
    const rows = await deps.database.prisma.reconciler_repairs.findMany({
      where: {
        ...(filter.kind === undefined ? {} : { kind: filter.kind }),
        ...(after === null ? {} : { OR: [{ at: { lt: after[0] } }, { at: after[0], id: { lt: after[1] } }] }),
      },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const page = pageFrom(rows, limit, scope, (last) => [last.at, last.id]);
    const items = page.items.map((row) => ({
      ...row,
      at: row.at.toISOString(),
      kind: row.kind as DifferenceKind,
    }));
    return { status: 200, body: { ...page, items } };
  },
});

export const repairRoutes = [listRepairs] as const;
