import { WorkflowFailedError } from '@temporalio/client';
import { z } from 'zod';

import { rebuildWorkflowId } from '../../workflows/ids.js';
import type { RebuildInput, RebuiltSubscriptions } from '../../workflows/rebuild.js';
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
    changed: z.int().nullable().meta({ description: 'How many are other than before.' }),
  }),
);

export const rebuildRoute = defineRoute({
  method: 'post',
  path: '/api/projects/{projectId}/accounts/{accountId}/rebuild',
  access: 'admin',
  summary: 'Make the subscriptions of an account anew from its events',
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
    return rebuilt === null
      ? { status: 202, body: { account_id, subscriptions: null, changed: null } }
      : { status: 200, body: { account_id, ...rebuilt } };
  },
});

/** @returns null if it takes longer than an answer may. */
async function rebuild(deps: ApiDeps, input: RebuildInput): Promise<RebuiltSubscriptions | null> {
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
      return (await handle.result()) as RebuiltSubscriptions;
    });
  } catch (error) {
    if (started && !(error instanceof WorkflowFailedError)) return null;
    throw error;
  }
}
