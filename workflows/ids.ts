/** Where workers of this service listen. */
export const TASK_QUEUE = 'revenue-layer';

const ACCOUNT = 'revenuecat-account:';
const CONNECTION = 'revenuecat-connection:';
const REBUILD = 'revenuecat-rebuild:';

export const accountWorkflowId = (accountId: string): string => `${ACCOUNT}${accountId}`;
export const rebuildWorkflowId = (accountId: string): string => `${REBUILD}${accountId}`;
export const connectionWorkflowId = (connectionId: string): string => `${CONNECTION}${connectionId}`;
