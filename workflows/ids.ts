/** Where workers of this service listen. */
export const TASK_QUEUE = 'revenue-layer';

const ACCOUNT = 'revenuecat-account:';
const CONNECTION = 'revenuecat-connection:';

export const accountWorkflowId = (accountId: string): string => `${ACCOUNT}${accountId}`;
export const connectionWorkflowId = (connectionId: string): string => `${CONNECTION}${connectionId}`;

/** The account a workflow id names, or null for any other workflow. */
export function accountIdOf(workflowId: string): string | null {
  return workflowId.startsWith(ACCOUNT) ? workflowId.slice(ACCOUNT.length) : null;
}
