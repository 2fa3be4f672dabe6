import { z } from 'zod';

import { newId } from '../../clients/ids.js';
import type { api_keys } from '../../prisma/generated/client.js';
import { newSecret, sha256 } from '../auth/secrets.js';
import { pageFrom, pageOf, pageQuery, readCursor } from '../http/pagination.js';
import { id, moment, projectParams } from '../http/params.js';
import { Problem } from '../http/problem.js';
import { defineRoute } from '../http/route.js';
import { named } from '../http/schema.js';

const access = z.enum(['read', 'write']);
const keySchema = named(
  'ApiKey',
  z.object({
    id: z.string(),
    name: z.string(),
    access,
    created_at: moment,
    revoked_at: moment.nullable(),
  }),
);
const newKeySchema = named(
  'NewApiKey',
  z.object({ ...keySchema.shape, key: z.string().meta({ description: 'Shown this once.' }) }),
);

function view(row: api_keys) {
  return {
    id: row.id,
    name: row.name,
    access: row.access,
    created_at: row.created_at.toISOString(),
    revoked_at: row.revoked_at?.toISOString() ?? null,
  };
}

const createKey = defineRoute({
  method: 'post',
  path: '/api/projects/{projectId}/api-keys',
  access: 'write',
  summary: 'Create an API key of this project',
  params: projectParams,
  body: z.object({ name: z.string().trim().min(1).max(200), access }),
  answers: { 201: { description: 'The key, shown this once.', schema: newKeySchema } },
  secretFields: ['key'],
  handler: async ({ params, body, caller, deps }) => {
    const key = newSecret('rlk_');
    const row = await deps.database.prisma.api_keys.create({
      data: { id: newId('apiKey'), project_id: params.projectId, ...body, key_hash: sha256(key) },
    });
    deps.log.info(
      { key_id: caller.apiKeyId, created: row.id, project_id: params.projectId },
      'api_key.created',
    );
    return { status: 201, body: { ...view(row), key } };
  },
});

const listKeys = defineRoute({
  method: 'get',
  path: '/api/projects/{projectId}/api-keys',
  access: 'write',
  summary: 'List the API keys of this project, revoked ones included',
  params: projectParams,
  query: z.object(pageQuery),
  answers: { 200: { description: 'Keys by age, oldest first.', schema: pageOf(keySchema) } },
  problems: ['invalid-cursor'],
  handler: async ({ params, query, deps }) => {
    const scope = { list: 'api-keys', projectId: params.projectId, filter: {} };
    const after = readCursor(query.cursor, scope, z.string());
    const rows = await deps.database.prisma.api_keys.findMany({
      where: { project_id: params.projectId, ...(after === null ? {} : { id: { gt: after } }) },
      orderBy: { id: 'asc' },
      take: query.limit + 1,
    });
    const page = pageFrom(rows, query.limit, scope, (last) => last.id);
    return { status: 200, body: { ...page, items: page.items.map(view) } };
  },
});

const revokeKey = defineRoute({
  method: 'delete',
  path: '/api/projects/{projectId}/api-keys/{keyId}',
  access: 'write',
  summary: 'Revoke an API key and end the sessions opened with it',
  params: projectParams.extend({ keyId: id }),
  answers: { 204: { description: 'Revoked.', schema: null } },
  handler: async ({ params, caller, deps }) => {
    const { projectId: project_id, keyId } = params;
    await deps.database.prisma.$transaction(async (tx) => {
      const key = await tx.api_keys.findFirst({ where: { id: keyId, project_id } });
      if (key === null) throw new Problem('not-found');
      await tx.api_keys.updateMany({
        where: { id: keyId, project_id, revoked_at: null },
        data: { revoked_at: new Date() },
      });
      await tx.sessions.deleteMany({ where: { api_key_id: keyId } });
    });
    deps.log.info({ key_id: caller.apiKeyId, revoked: keyId, project_id }, 'api_key.revoked');
    return { status: 204 };
  },
});

export const apiKeyRoutes = [createKey, listKeys, revokeKey] as const;
