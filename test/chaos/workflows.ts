import type { Client } from '@temporalio/client';

import type { PrismaClient } from '../../prisma/generated/client.js';
import { accountWorkflowId, connectionWorkflowId, TASK_QUEUE } from '../../workflows/ids.js';

/** Workflows that are missing, too many, or have failed: one for each connected account and open attempt, no other. */
export async function wrongWorkflows(prisma: PrismaClient, temporal: Client): Promise<string[]> {
  const [accounts, attempts, running, failed] = await Promise.all([
    prisma.revenuecat_accounts.findMany({ where: { status: { not: 'disconnected' } } }),
    prisma.connections.findMany({ where: { ended_at: null } }),
    listed(temporal, 'ExecutionStatus = "Running"'),
    listed(temporal, 'ExecutionStatus IN ("Failed", "Terminated", "TimedOut", "Canceled")'),
  ]);
  const wanted = [
    ...accounts.map(({ id }) => accountWorkflowId(id)),
    ...attempts.map(({ id }) => connectionWorkflowId(id)),
  ];
  return [
    ...wanted.filter((id) => !running.includes(id)).map((id) => `no workflow: ${id}`),
    ...running.filter((id) => !wanted.includes(id)).map((id) => `a workflow of nobody: ${id}`),
    ...running.filter((id, index) => running.indexOf(id) !== index).map((id) => `two workflows: ${id}`),
    ...failed.map((id) => `a workflow that has failed: ${id}`),
  ];
}

async function listed(temporal: Client, status: string): Promise<string[]> {
  const query = `TaskQueue = "${TASK_QUEUE}" AND WorkflowType IN ("account", "connection") AND ${status}`;
  const ids: string[] = [];
  for await (const { workflowId } of temporal.workflow.list({ query })) ids.push(workflowId);
  return ids;
}
