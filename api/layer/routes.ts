import { z } from 'zod';

import { receiptView } from '../accounts/receipt.js';
import { openReceiptSchema, receiptSchema } from '../accounts/schema.js';
import { projectParams } from '../http/params.js';
import { defineRoute } from '../http/route.js';
import { currency } from '../projects/currency.js';
import { installLayer } from './install.js';
import { removeLayer } from './remove.js';
import { resyncAccounts } from './resync.js';
import { layerSchema, layerView } from './view.js';

const path = '/api/projects/{projectId}/revenue-layer';

const install = defineRoute({
  method: 'put',
  path,
  access: 'write',
  summary: 'Install the Revenue layer, or change its settings',
  description:
    "Absent fields stay as they are; at install the currency is the project's. Repeating it is safe and heals.",
  params: projectParams,
  body: z.object({ currency: currency.optional(), keep_subscriber_attributes: z.boolean().optional() }),
  answers: { 200: { description: 'The layer.', schema: layerSchema } },
  problems: ['vault-unavailable'],
  handler: async ({ params, body, caller, deps }) => {
    const otherCurrency = await installLayer(deps, params.projectId, body);
    if (otherCurrency) await resyncAccounts(deps, params.projectId);
    deps.log.info({ key_id: caller.apiKeyId, project_id: params.projectId }, 'revenue_layer.installed');
    return { status: 200, body: await layerView(deps, params.projectId, caller) };
  },
});

const read = defineRoute({
  method: 'get',
  path,
  access: 'read',
  summary: 'Read the Revenue layer of a project',
  params: projectParams,
  answers: { 200: { description: 'The layer.', schema: layerSchema } },
  problems: ['revenue-layer-not-installed'],
  handler: async ({ params, caller, deps }) => ({
    status: 200,
    body: await layerView(deps, params.projectId, caller),
  }),
});

const receipts = z.array(z.union([receiptSchema, openReceiptSchema]));

const remove = defineRoute({
  method: 'delete',
  path,
  access: 'write',
  summary: 'Remove the Revenue layer: the webhook token ends at once, every account is disconnected',
  description: 'History stays readable. Installing again makes a new webhook token.',
  params: projectParams,
  answers: {
    200: { description: 'All accounts are disconnected.', schema: z.object({ receipts }) },
    202: { description: 'Some accounts are still being disconnected.', schema: z.object({ receipts }) },
  },
  problems: ['revenue-layer-not-installed', 'temporal-unavailable', 'vault-unavailable'],
  handler: async ({ params, caller, deps }) => {
    const rows = await removeLayer(deps, params.projectId);
    deps.log.info({ key_id: caller.apiKeyId, project_id: params.projectId }, 'revenue_layer.removed');
    const body = { receipts: rows.map(receiptView) };
    const done = rows.every(({ status }) => status === 'disconnected');
    const Location = `/api/projects/${params.projectId}/accounts`;
    return done ? { status: 200, body } : { status: 202, body, headers: { Location } };
  },
});

export const layerRoutes = [install, read, remove] as const;
