import { webhookUrl } from '../../clients/public-urls.js';
import type { RemovedWebhook, RemoveWebhookInput } from '../../workflows/activities.js';
import type { WorkerDeps } from '../deps.js';
import { RevenueCat, urgently } from '../revenuecat.js';
import { integrationsPath, later, listWebhooks } from './webhook-integrations.js';

/**
 * Deletes our webhook at RevenueCat, by its id; by its exact URL as well if there may be one whose id we were never told.
 * What is gone already is removed, what is refused is for the owner's hand.
 */
export async function removeWebhook(deps: WorkerDeps, input: RemoveWebhookInput): Promise<RemovedWebhook> {
  const revenuecat = await RevenueCat.open(deps, input, urgently(input.accountId));
  if (revenuecat === null) return { outcome: 'by_hand' };
  const ids = new Set(input.integrationId === null ? [] : [input.integrationId]);
  if (input.mayBeThere) {
    const listed = await listWebhooks(revenuecat, input);
    if (listed.kind !== 'items') return { outcome: listed.kind === 'refused' ? 'by_hand' : 'unauthorized' };
    const url = webhookUrl(deps.config, input.accountId);
    for (const there of listed.items) if (there.url === url) ids.add(there.id);
  }
  for (const id of ids) {
    const path = `${integrationsPath(input)}/${encodeURIComponent(id)}`;
    const outcome = await revenuecat.call('project_configuration', { method: 'DELETE', path });
    if (outcome.kind === 'wait') throw later(outcome.wait);
    if (outcome.kind === 'unauthorized') return { outcome: 'unauthorized' };
    const isGone = outcome.kind === 'ok' || (outcome.kind === 'refused' && outcome.status === 404);
    if (!isGone) return { outcome: 'by_hand' };
  }
  return { outcome: ids.size === 0 ? 'not_ours' : 'removed' };
}
