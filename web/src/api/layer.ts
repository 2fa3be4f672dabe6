import { queryOptions } from '@tanstack/react-query';

import { request } from './client.js';
import type { BodyOf } from './contract.js';
import { LARGEST_PAGE } from './pages.js';
import { hasSlug } from './problem.js';
import type { Page, Refusal, RevenueLayer } from './types.js';

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
        return await request('GET /api/projects/{projectId}/revenue-layer', {
          params: { projectId },
          signal,
        });
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
export const putLayer = (
  projectId: string,
  settings: BodyOf<'PUT /api/projects/{projectId}/revenue-layer'>,
) => request('PUT /api/projects/{projectId}/revenue-layer', { params: { projectId }, body: settings });

export const removeLayer = (projectId: string) =>
  request('DELETE /api/projects/{projectId}/revenue-layer', { params: { projectId } });

/** Not a query on purpose: the token must not stay in a cache. */
export const readWebhookToken = (projectId: string) =>
  request('GET /api/projects/{projectId}/revenue-layer/webhook-token', { params: { projectId } });

/** @returns until when the token before works; the new one is not kept: it is read when it is to be shown. */
export async function rotateWebhookToken(projectId: string, overlapSeconds: number): Promise<string | null> {
  const { previous_valid_until } = await request(
    'POST /api/projects/{projectId}/revenue-layer/webhook-token/rotate',
    { params: { projectId }, body: { overlap_seconds: overlapSeconds } },
  );
  return previous_valid_until;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** 6,000 counts: a project that is refused in more ways than that in a day is told from when they are. */
const MOST_PAGES = 30;

/** Deliveries that were refused in the last 24 hours, by minute, newest first. */
export interface Refusals {
  readonly items: readonly Refusal[];
  /** ISO 8601: older ones of these 24 hours were not read; null if all were. */
  readonly notBefore: string | null;
}

export const refusalsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['refusals', projectId],
    queryFn: ({ signal }) => readRefusals(projectId, Date.now() - DAY_MS, signal),
  });

async function readRefusals(projectId: string, since: number, signal: AbortSignal): Promise<Refusals> {
  const items: Refusal[] = [];
  let cursor: string | null = '';
  for (let pages = 0; cursor !== null && pages < MOST_PAGES; pages += 1) {
    const page: Page<Refusal> = await request('GET /api/projects/{projectId}/revenue-layer/refusals', {
      params: { projectId },
      query: { limit: LARGEST_PAGE, cursor },
      signal,
    });
    const recent = page.items.filter(({ minute }) => Date.parse(minute) >= since);
    items.push(...recent);
    cursor = recent.length < page.items.length ? null : page.next_cursor;
  }
  return { items, notBefore: cursor === null ? null : (items.at(-1)?.minute ?? null) };
}
