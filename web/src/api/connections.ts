import { queryOptions } from '@tanstack/react-query';

import { request } from './client.js';
import { projectPath } from './projects.js';
import type { Account, Connection } from './types.js';

/** How to connect; with `account_id` it is a reconnect of that account. */
export type ConnectionRequest =
  | { readonly method: 'oauth'; readonly manage_webhook: boolean; readonly account_id?: string }
  | { readonly method: 'api_key'; readonly api_key: string; readonly account_id?: string };

const connectionsPath = (projectId: string): string => `${projectPath(projectId)}/connections`;
const connectionPath = (projectId: string, id: string): string =>
  `${connectionsPath(projectId)}/${encodeURIComponent(id)}`;

/** Statuses after which nothing more happens to an attempt. */
const ENDED: readonly Connection['status'][] = ['bound', 'failed', 'expired', 'cancelled'];

/** One attempt, followed closely until it has ended or waits for the owner's choice. */
export const connectionQuery = (projectId: string, id: string) =>
  queryOptions({
    queryKey: ['connection', projectId, id],
    queryFn: ({ signal }) => request<Connection>(connectionPath(projectId, id), { signal }),
    refetchInterval: ({ state }) => {
      const status = state.data?.status;
      if (status === undefined || ENDED.includes(status)) return false;
      return status === 'exchanging' ? 1_000 : 5_000;
    },
  });

export const startConnection = (projectId: string, how: ConnectionRequest): Promise<Connection> =>
  request<Connection>(connectionsPath(projectId), { method: 'POST', body: how });

export const chooseProject = (projectId: string, id: string, revenueCatProjectId: string): Promise<Account> =>
  request<Account>(`${connectionPath(projectId, id)}/choice`, {
    method: 'POST',
    body: { revenuecat_project_id: revenueCatProjectId },
  });

export const cancelConnection = (projectId: string, id: string): Promise<null> =>
  request<null>(connectionPath(projectId, id), { method: 'DELETE' });
