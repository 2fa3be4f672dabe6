import { WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';

import { inboundPath } from '../../clients/inbound.js';
import type { AccountRef, ConnectionActivities, HandOverAnswer } from '../../workflows/activities.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { type AdoptCredential, adoptCredentialUpdate } from '../../workflows/messages.js';
import { bindAccount } from '../accounts/bind.js';
import { passing } from '../crash-points.js';
import { deleteCredential } from '../credentials/delete.js';
import { adoptApiKey, exchangeCode, oauthSettings } from '../credentials/obtain.js';
import type { WorkerDeps } from '../deps.js';
import { listRevenueCatProjects } from './list-projects.js';

/** What the `connection` workflow does to the world. */
export function createConnectionActivities(deps: WorkerDeps): ConnectionActivities {
  const { database, vault } = deps;
  return {
    exchangeCode: (input) => exchangeCode(vault, oauthSettings(deps.config), input),
    adoptApiKey: (input) => adoptApiKey(vault, input),
    listRevenueCatProjects: (input) => listRevenueCatProjects(deps, input),
    bindAccount: (input) => bindAccount(deps, input),
    handOver: (ref, adopt) => handOver(deps, ref, adopt),

    async mirrorConnection({ projectId, connectionId }, state) {
      const ended = !['awaiting_consent', 'exchanging', 'awaiting_choice'].includes(state.status);
      await database.prisma.connections.updateMany({
        where: { project_id: projectId, id: connectionId },
        data: {
          status: state.status,
          problem: state.problem,
          problem_detail: state.detail,
          revenuecat_projects: state.revenueCatProjects.map(({ id, name, createdAt }) => ({
            id,
            name,
            created_at: createdAt,
          })),
          ...(state.accountId !== null && { account_id: state.accountId }),
          expires_at: new Date(state.expiresAt),
          ...(ended && { ended_at: new Date() }),
        },
      });
    },

    async discardSecrets(input, keepCredential) {
      await vault.destroy('inbound', inboundPath(input));
      passing('discard.inbound-gone', input.credentialId);
      if (!keepCredential) await deleteCredential(vault, input);
    },
  };
}

/**
 * Starts the account's workflow, or finds it running, and makes it take the credential over. Repeated until a run of this
 * generation has answered, for the one of the generation before may just be completing; but not against a disconnect.
 */
async function handOver(deps: WorkerDeps, ref: AccountRef, adopt: AdoptCredential): Promise<HandOverAnswer> {
  passing('adopt.begun', adopt.credential.id);
  const startWorkflowOperation = new WithStartWorkflowOperation('account', {
    workflowId: accountWorkflowId(ref.accountId),
    taskQueue: deps.taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING',
    args: [{ ...ref, heartbeatTimeout: deps.config.HEARTBEAT_TIMEOUT }],
  });
  try {
    await deps.temporal.workflow.executeUpdateWithStart(adoptCredentialUpdate, {
      args: [adopt],
      startWorkflowOperation,
    });
    passing('adopt.done', adopt.credential.id);
    return 'adopted';
  } catch (error) {
    const row = await deps.database.prisma.revenuecat_accounts.findUnique({
      where: { project_id_id: { project_id: ref.projectId, id: ref.accountId } },
      select: { generation: true, status: true },
    });
    const over = row === null || row.generation !== ref.generation || row.status.startsWith('disconnect');
    if (over) return 'disconnect-in-progress';
    const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
    const type = cause instanceof ApplicationFailure ? (cause.type ?? 'Error') : 'NotYet';
    throw ApplicationFailure.retryable('The account has not taken the credential over yet.', type);
  }
}
