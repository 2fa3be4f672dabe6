import { WorkflowNotFoundError } from '@temporalio/common';
import { z } from 'zod';

import { connectionWorkflowId } from '../../workflows/ids.js';
import { cancelUpdate, chooseUpdate } from '../../workflows/messages.js';
import { findAccount } from '../accounts/find.js';
import { accountSchema } from '../accounts/schema.js';
import { accountViewOf } from '../accounts/view.js';
import type { ApiDeps } from '../deps.js';
import { connectionParams } from '../http/params.js';
import { Problem } from '../http/problem.js';
import { defineRoute } from '../http/route.js';
import { mustBeInstalled } from '../layer/lock.js';
import { update, type UpdateResult } from '../temporal/updates.js';
import { callbackRoute } from './callback-route.js';
import { findConnection } from './find.js';
import { connectionSchema, connectionView } from './schema.js';
import { startConnectionRoute } from './start-route.js';

const getConnection = defineRoute({
  method: 'get',
  path: '/api/projects/{projectId}/connections/{connectionId}',
  access: 'write',
  summary: 'How far an attempt to connect is',
  params: connectionParams,
  answers: { 200: { description: 'The attempt.', schema: connectionSchema } },
  handler: async ({ params, deps }) => ({
    status: 200,
    body: await connectionView(deps, await findConnection(deps, params)),
  }),
});

const cancelConnection = defineRoute({
  method: 'delete',
  path: '/api/projects/{projectId}/connections/{connectionId}',
  access: 'write',
  summary: 'End an attempt to connect and delete what it has obtained',
  description: 'Nothing happens to an attempt that has ended.',
  params: connectionParams,
  answers: { 204: { description: 'It has ended, or is ending.', schema: null } },
  problems: ['temporal-unavailable', 'worker-unavailable', 'vault-unavailable'],
  handler: async ({ params, deps }) => {
    const { ended_at } = await findConnection(deps, params);
    if (ended_at === null) {
      await update(deps, connectionWorkflowId(params.connectionId), cancelUpdate, []).catch(
        (error: unknown) => {
          // Ended by itself, a moment ago.
          if (!(error instanceof WorkflowNotFoundError)) throw error;
        },
      );
    }
    return { status: 204 };
  },
});

/** Failure types of the workflow; each is the slug of a problem. */
const CHOICE_REFUSALS = {
  'not-in-list': 'not-in-list',
  'already-connected': 'already-connected',
  'disconnect-in-progress': 'disconnect-in-progress',
  'connection-not-waiting': 'connection-not-waiting',
};

const choose = defineRoute({
  method: 'post',
  path: '/api/projects/{projectId}/connections/{connectionId}/choice',
  access: 'write',
  summary: 'Choose the RevenueCat project to connect',
  description: 'The same choice again answers the same account.',
  params: connectionParams,
  body: z.object({ revenuecat_project_id: z.string().min(1).max(255) }),
  answers: {
    201: { description: 'Connected: the account.', schema: accountSchema },
    202: { description: 'The choice is taken; the account is being made.', schema: connectionSchema },
  },
  problems: [
    ...Object.values(CHOICE_REFUSALS),
    'revenue-layer-not-installed',
    'temporal-unavailable',
    'worker-unavailable',
    'vault-unavailable',
  ],
  handler: async ({ params, body, caller, deps }) => {
    const { projectId, connectionId } = params;
    await findConnection(deps, params);
    mustBeInstalled(
      await deps.database.prisma.revenue_layers.findUnique({ where: { project_id: projectId } }),
    );
    const chosen = await update(
      deps,
      connectionWorkflowId(connectionId),
      chooseUpdate,
      [body.revenuecat_project_id],
      CHOICE_REFUSALS,
    ).catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError)
        return chosenBefore(deps, params, body.revenuecat_project_id);
      throw error;
    });
    if (!chosen.done) {
      const Location = `/api/projects/${projectId}/connections/${connectionId}`;
      const body = await connectionView(deps, await findConnection(deps, params));
      return { status: 202, body, headers: { Location } };
    }
    const { accountId } = chosen.answer;
    const account = await findAccount(deps, { projectId, accountId });
    deps.log.info(
      { key_id: caller.apiKeyId, project_id: projectId, account_id: accountId },
      'connection.bound',
    );
    const Location = `/api/projects/${projectId}/accounts/${accountId}`;
    return { status: 201, body: await accountViewOf(deps, account, caller), headers: { Location } };
  },
});

/** The attempt is over. Whoever repeats the choice it ended with, because the answer was lost, gets that answer. */
async function chosenBefore(
  deps: ApiDeps,
  key: { readonly projectId: string; readonly connectionId: string },
  revenueCatProjectId: string,
): Promise<UpdateResult<{ accountId: string }>> {
  const { status, account_id: accountId } = await findConnection(deps, key);
  if (status === 'bound' && accountId !== null) {
    const account = await findAccount(deps, { projectId: key.projectId, accountId });
    if (account.revenuecat_project_id === revenueCatProjectId) return { done: true, answer: { accountId } };
  }
  throw new Problem('connection-not-waiting');
}

export const connectionRoutes = [
  startConnectionRoute,
  getConnection,
  cancelConnection,
  choose,
  callbackRoute,
] as const;
