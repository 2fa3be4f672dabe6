import { queryOptions } from '@tanstack/react-query';

import { request } from './client.js';
import { hasSlug } from './problem.js';
import { projectPath } from './projects.js';
import type { Page, Receipt, Refusal, RevenueLayer, WebhookToken } from './types.js';

const layerPath = (projectId: string): string => `${projectPath(projectId)}/revenue-layer`;

export const layerKey = (projectId: string) => ['layer', projectId] as const;

/** Asked more often while something is under way that the page shows moving. */
const RESTING_MS = 60_000;
const MOVING_MS = 5_000;

/** The Revenue layer of a project with its accounts; null while it is not installed. */
export const layerQuery = (projectId: string) =>
  queryOptions({
    queryKey: layerKey(projectId),
    queryFn: async ({ signal }): Promise<RevenueLayer | null> => {
      try {
        return await request<RevenueLayer>(layerPath(projectId), { signal });
      } catch (error) {
        if (hasSlug(error, 'revenue-layer-not-installed')) return null;
        throw error;
      }
    },
    refetchInterval: ({ state }) => {
      const moving = state.data?.accounts.some(
        ({ status, last_published_at }) =>
          status === 'disconnecting' || (status === 'connected' && last_published_at === null),
      );
      return moving ? MOVING_MS : RESTING_MS;
    },
  });

/** Installs the layer, or changes what is given; what is absent stays. */
export const putLayer = (projectId: string, settings: { currency?: string }): Promise<RevenueLayer> =>
  request<RevenueLayer>(layerPath(projectId), { method: 'PUT', body: settings });

export const removeLayer = (projectId: string): Promise<{ receipts: readonly Receipt[] }> =>
  request(layerPath(projectId), { method: 'DELETE' });

/** Not a query on purpose: the token must not stay in a cache. */
export const readWebhookToken = (projectId: string): Promise<WebhookToken> =>
  request<WebhookToken>(`${layerPath(projectId)}/webhook-token`);

export const rotateWebhookToken = (projectId: string, overlapSeconds: number): Promise<WebhookToken> =>
  request<WebhookToken>(`${layerPath(projectId)}/webhook-token/rotate`, {
    method: 'POST',
    body: { overlap_seconds: overlapSeconds },
  });

export const refusalsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['refusals', projectId],
    queryFn: ({ signal }) =>
      request<Page<Refusal>>(`${layerPath(projectId)}/refusals`, { query: { limit: 200 }, signal }),
  });
