import { WorkflowFailedError } from '@temporalio/client';
import { z } from 'zod';

import { rebuildWorkflowId } from '../../workflows/ids.js';
import type { RebuildInput, Rebuilt } from '../../workflows/rebuild.js';
import type { ApiDeps } from '../deps.js';
import { accountParams } from '../http/params.js';
import { defineRoute } from '../http/route.js';
import { named } from '../http/schema.js';
import { ANSWER_WITHIN, withinDeadline } from '../temporal/calls.js';
import { findAccount } from './find.js';

const rebuildingSchema = named(
  'Rebuilding',
  z.object({
    account_id: z.string(),
    subscriptions: z.int().nullable().meta({ description: 'How many there are; null while under way.' }),
    changed: z.int().nullable().meta({ description: 'How many of them are other than before.' }),
    days: z.int().nullable().meta({ description: 'Days with live totals; null while under way.' }),
    days_changed: z.int().nullable().meta({ description: 'How many of them are other than before.' }),
  }),
);

const UNDER_WAY = { subscriptions: null, changed: null, days: null, days_changed: null };

export const rebuildRoute = defineRoute({
  method: 'post',
  path: '/api/projects/{projectId}/accounts/{accountId}/rebuild',
  access: 'admin',
  summary: 'Make the subscriptions and live totals of an account anew from its events',
  description:
    'The old ones are read until the new ones are swapped in. Deliveries are taken meanwhile. One that is under way is joined.',
  params: accountParams,
  answers: {
    200: { description: 'Done.', schema: rebuildingSchema },
    202: { description: 'Under way; asking again tells how it ended.', schema: rebuildingSchema },
  },
  problems: ['temporal-unavailable', 'vault-unavailable'],
  handler: async ({ params, caller, deps }) => {
    await findAccount(deps, params);
    const { projectId: project_id, accountId: account_id } = params;
    deps.log.info({ key_id: caller.apiKeyId, project_id, account_id }, 'rebuild.requested');
    const rebuilt = await rebuild(deps, params);
    if (rebuilt === null) return { status: 202, body: { account_id, ...UNDER_WAY } };
    const { subscriptions, changed, days, daysChanged: days_changed } = rebuilt;
    return { status: 200, body: { account_id, subscriptions, changed, days, days_changed } };
  },
});

/** @returns null if it takes longer than an answer may. */
async function rebuild(deps: ApiDeps, input: RebuildInput): Promise<Rebuilt | null> {
  let started = false;
  try {
    return await withinDeadline(deps, ANSWER_WITHIN, async (client) => {
      const handle = await client.workflow.start('rebuildSubscriptions', {
        workflowId: rebuildWorkflowId(input.accountId),
        taskQueue: deps.taskQueue,
        workflowIdConflictPolicy: 'USE_EXISTING',
        args: [input],
      });
      started = true;
      return (await handle.result()) as Rebuilt;
    });
  } catch (error) {
    if (started && !(error instanceof WorkflowFailedError)) return null;
    throw error;
  }
}
