import { z } from 'zod';

import { listAll } from '../../revenuecat/lists.js';
import type { ProbeInput } from '../../workflows/activities.js';
import { limitReached, type RevenueCat } from '../revenuecat.js';

/** REST v2, Integrations, "Webhooks"; the authorization header is never returned. */
export const integrationSchema = z.object({
  id: z.string(),
  url: z.string(),
  environment: z.string().nullish(),
  event_types: z.array(z.string()).nullish(),
  app_id: z.string().nullish(),
});
export type Integration = z.output<typeof integrationSchema>;

export const integrationsPath = (input: ProbeInput): string =>
  `/projects/${encodeURIComponent(input.revenueCatProjectId)}/integrations/webhooks`;

/** All webhooks of the RevenueCat project; whoever made them. */
export async function listWebhooks(
  revenuecat: RevenueCat,
  input: ProbeInput,
): Promise<{ kind: 'items'; items: readonly Integration[] } | { kind: 'refused' | 'unauthorized' }> {
  const listed = await listAll(integrationSchema, (query) =>
    revenuecat.call('project_configuration', { path: integrationsPath(input), query }),
  );
  if (listed.kind === 'wait') throw later(listed.wait);
  if (listed.kind === 'items') return listed;
  return { kind: listed.kind === 'unauthorized' ? 'unauthorized' : 'refused' };
}

/** Short waits are worth it; a longer one is for the look after the next run. Milliseconds. */
export const later = (wait: number) => limitReached(wait, 10_000);
