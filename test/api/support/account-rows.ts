import { newId } from '../../../clients/ids.js';
import type { Prisma } from '../../../prisma/generated/client.js';
import { accountWorkflowId } from '../../../workflows/ids.js';
import type { ApiUnderTest } from './api-under-test.js';

let count = 0;

/** An account as the worker would have bound it, with its gate; no workflow. */
export async function makeAccount(
  api: ApiUnderTest,
  projectId: string,
  columns: Partial<Prisma.revenuecat_accountsUncheckedCreateInput> = {},
): Promise<string> {
  const id = newId('account');
  count += 1;
  await api.owner.prisma.revenuecat_accounts.create({
    data: {
      project_id: projectId,
      id,
      revenuecat_project_id: `proj${count}`,
      revenuecat_project_name: `App ${count}`,
      revenuecat_project_created_at: new Date('2025-01-01'),
      status: 'connected',
      credential_id: newId('credential'),
      credential_kind: 'oauth',
      credential_version: 1,
      scopes: [],
      budget_key: 'developer:test',
      ...columns,
    },
  });
  await api.owner.prisma.account_gates.create({
    data: { project_id: projectId, account_id: id, accepting: true },
  });
  return id;
}

/** Its workflow, on a queue where nobody works: it takes signals, and answers nothing. */
export async function startIdleWorkflow(
  api: ApiUnderTest,
  projectId: string,
  accountId: string,
): Promise<void> {
  await api.deps.temporal.workflow.start('account', {
    workflowId: accountWorkflowId(accountId),
    taskQueue: api.deps.taskQueue,
    args: [{ projectId, accountId, generation: 1 }],
  });
}
