import { queryOptions } from '@tanstack/react-query';

import { request } from './client.js';
import type { BodyOf } from './contract.js';
import type { Connection } from './types.js';

/** Statuses after which nothing more happens to an attempt. */
const ENDED: readonly Connection['status'][] = ['bound', 'failed', 'expired', 'cancelled'];

/** One attempt, followed closely until it has ended or waits for the owner's choice. */
export const connectionQuery = (projectId: string, id: string) =>
  queryOptions({
    queryKey: ['connection', projectId, id],
    queryFn: ({ signal }) =>
      request('GET /api/projects/{projectId}/connections/{connectionId}', {
        params: { projectId, connectionId: id },
        signal,
      }),
    refetchInterval: ({ state }) => {
      const status = state.data?.status;
      if (status === undefined || ENDED.includes(status)) return false;
      return status === 'exchanging' ? 1_000 : 5_000;
    },
  });

/** @param how with `account_id` it is a reconnect of that account. */
export const startConnection = (
  projectId: string,
  how: BodyOf<'POST /api/projects/{projectId}/connections'>,
): Promise<Connection> =>
  request('POST /api/projects/{projectId}/connections', { params: { projectId }, body: how });

export const chooseProject = (projectId: string, id: string, revenueCatProjectId: string) =>
  request('POST /api/projects/{projectId}/connections/{connectionId}/choice', {
    params: { projectId, connectionId: id },
    body: { revenuecat_project_id: revenueCatProjectId },
  });

export const cancelConnection = (projectId: string, id: string) =>
  request('DELETE /api/projects/{projectId}/connections/{connectionId}', {
    params: { projectId, connectionId: id },
  });
