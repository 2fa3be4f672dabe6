import { z } from 'zod';

import { cursorMoment, pageFrom, pageOf, pageQuery, readCursor } from '../http/pagination.js';
import { moment, projectParams } from '../http/params.js';
import { Problem } from '../http/problem.js';
import { defineRoute } from '../http/route.js';
import { named } from '../http/schema.js';
import { mustBeInstalled } from './lock.js';
import { rotateToken } from './rotate.js';
import { readTokens } from './tokens.js';

const path = '/api/projects/{projectId}/revenue-layer';
const WEEK = 7 * 86_400;

export const tokenSchema = named(
  'WebhookToken',
  z.object({
    token: z.string().meta({ description: 'RevenueCat sends it as `Authorization: Bearer <token>`.' }),
    previous_valid_until: moment.nullable().meta({
      description:
        'Until when the token before works, at the latest; null if there is none. Up to 10 minutes sooner once each webhook that we registered has the new one.',
    }),
  }),
);

const showToken = defineRoute({
  method: 'get',
  path: `${path}/webhook-token`,
  access: 'write',
  summary: 'Show the webhook token',
  params: projectParams,
  answers: { 200: { description: 'The token in force.', schema: tokenSchema } },
  problems: ['revenue-layer-not-installed', 'webhook-token-lost', 'vault-unavailable'],
  handler: async ({ params, caller, deps }) => {
    const layer = mustBeInstalled(
      await deps.database.prisma.revenue_layers.findUnique({ where: { project_id: params.projectId } }),
    );
    const { inForce } = await readTokens(deps.vault, params.projectId, layer);
    if (inForce === null) throw new Problem('webhook-token-lost');
    deps.log.info({ key_id: caller.apiKeyId, project_id: params.projectId }, 'webhook_token.shown');
    const until = layer.previous_valid_until;
    const overlaps = until !== null && until.getTime() > Date.now();
    return {
      status: 200,
      body: { token: inForce, previous_valid_until: overlaps ? until.toISOString() : null },
    };
  },
});

const rotate = defineRoute({
  method: 'post',
  path: `${path}/webhook-token/rotate`,
  access: 'write',
  summary: 'Put a new webhook token in force',
  description:
    'The old token works for the overlap; 0 ends it at once. The overlap begins when each webhook that we registered has the new token or was refused it, after 10 minutes at the latest. A rotation inside an overlap ends the oldest token.',
  params: projectParams,
  body: z.object({ overlap_seconds: z.int().min(0).max(WEEK).default(86_400) }),
  answers: { 200: { description: 'The new token.', schema: tokenSchema } },
  problems: ['revenue-layer-not-installed', 'vault-unavailable'],
  secretFields: ['token'],
  handler: async ({ params, body, caller, deps }) => {
    const rotated = await rotateToken(deps, params.projectId, body.overlap_seconds * 1000);
    deps.log.info({ key_id: caller.apiKeyId, project_id: params.projectId }, 'webhook_token.rotated');
    const previous_valid_until = rotated.previousValidUntil?.toISOString() ?? null;
    return { status: 200, body: { token: rotated.token, previous_valid_until } };
  },
});

export const refusalSchema = named(
  'Refusal',
  z.object({
    minute: moment,
    account_id: z.string().nullable().meta({ description: 'The account whose URL it was sent to, if any.' }),
    reason: z.string(),
    count: z.int(),
  }),
);

/** Minute, reason, account. */
const refusalPosition = z.tuple([cursorMoment, z.string(), z.string()]);

const listRefusals = defineRoute({
  method: 'get',
  path: `${path}/refusals`,
  access: 'read',
  summary: 'Webhook deliveries that were not accepted, counted by minute, reason and account',
  params: projectParams,
  query: z.object(pageQuery),
  answers: { 200: { description: 'Counts, newest minute first.', schema: pageOf(refusalSchema) } },
  problems: ['invalid-cursor'],
  handler: async ({ params, query, deps }) => {
    const scope = { list: 'refusals', projectId: params.projectId, filter: {} };
    const after = readCursor(query.cursor, scope, refusalPosition);
    const rows = await deps.database.prisma.webhook_refusals.findMany({
      where: {
        project_id: params.projectId,
        ...(after === null
          ? {}
          : {
              OR: [
                { minute: { lt: after[0] } },
                { minute: after[0], reason: { gt: after[1] } },
                { minute: after[0], reason: after[1], account_id: { gt: after[2] } },
              ],
            }),
      },
      orderBy: [{ minute: 'desc' }, { reason: 'asc' }, { account_id: 'asc' }],
      take: query.limit + 1,
      select: { minute: true, account_id: true, reason: true, count: true },
    });
    const page = pageFrom(rows, query.limit, scope, (last) => [last.minute, last.reason, last.account_id]);
    const items = page.items.map((row) => ({ ...row, account_id: row.account_id || null }));
    return { status: 200, body: { ...page, items } };
  },
});

export const layerWebhookRoutes = [showToken, rotate, listRefusals] as const;
