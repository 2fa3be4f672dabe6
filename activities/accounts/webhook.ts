import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';

import { fieldNames, listAll } from '../../revenuecat/lists.js';
import type { AccountActivities, ProbeInput, RegisterWebhookInput } from '../../workflows/activities.js';
import type { WorkerDeps } from '../deps.js';
import { type Outcome, RevenueCat } from '../revenuecat.js';

/** REST v2, Integrations, "Webhooks"; the authorization header is never returned. */
const integrationSchema = z.object({ id: z.string(), url: z.string() });

const integrationsPath = (input: ProbeInput): string =>
  `/projects/${encodeURIComponent(input.revenueCatProjectId)}/integrations/webhooks`;

/** Where RevenueCat sends an account's events. */
export function webhookUrl(publicUrl: string, accountId: string): string {
  return `${publicUrl}/api/webhooks/revenuecat?account=${accountId}`;
}

/** Makes our webhook at RevenueCat, or finds it by id or exact URL; or removes it, if it shall not be there. */
export async function registerWebhook(
  deps: WorkerDeps,
  input: RegisterWebhookInput,
): ReturnType<AccountActivities['registerWebhook']> {
  if (!input.manage) {
    if (input.integrationId !== null)
      await removeWebhook(deps, { ...input, integrationId: input.integrationId });
    return { integrationId: null, refused: false };
  }
  const revenuecat = await RevenueCat.open(deps, input);
  const url = webhookUrl(deps.config.PUBLIC_URL, input.accountId);
  const listed = await listAll(integrationSchema, (query) =>
    revenuecat.call('project_configuration', { path: integrationsPath(input), query }),
  );
  if (listed.kind === 'wait') throw later(listed.until);
  if (listed.kind !== 'items') return { integrationId: input.integrationId, refused: true };
  const ours = listed.items.find(({ id, url: there }) => id === input.integrationId || there === url);
  if (ours?.url === url) return { integrationId: ours.id, refused: false };

  const token = await deps.vault.read<{ token: string }>('webhook-tokens', input.projectId);
  if (token === null) return { integrationId: null, refused: true };
  const outcome = await revenuecat.call('project_configuration', {
    method: 'POST',
    path:
      ours === undefined
        ? integrationsPath(input)
        : `${integrationsPath(input)}/${encodeURIComponent(ours.id)}`,
    body: {
      name: 'Revenue layer',
      url,
      authorization_header: `Bearer ${token.data.token}`,
      environment: null,
      event_types: null,
    },
  });
  return registered(outcome);
}

function registered(outcome: Outcome): Awaited<ReturnType<AccountActivities['registerWebhook']>> {
  if (outcome.kind === 'wait') throw later(outcome.until);
  if (outcome.kind !== 'ok') return { integrationId: null, refused: true };
  const made = integrationSchema.safeParse(outcome.body);
  if (!made.success) throw ApplicationFailure.nonRetryable(fieldNames(made.error), 'UnexpectedResponse');
  return { integrationId: made.data.id, refused: false };
}

/** Deletes our webhook at RevenueCat; what is gone already is removed, what is refused is for the owner's hand. */
export async function removeWebhook(
  deps: WorkerDeps,
  input: ProbeInput & { readonly integrationId: string },
): Promise<{ outcome: 'removed' | 'by_hand' }> {
  const revenuecat = await RevenueCat.open(deps, input);
  const path = `${integrationsPath(input)}/${encodeURIComponent(input.integrationId)}`;
  const outcome = await revenuecat.call('project_configuration', { method: 'DELETE', path });
  if (outcome.kind === 'wait') throw later(outcome.until);
  if (outcome.kind === 'ok' || (outcome.kind === 'refused' && outcome.status === 404))
    return { outcome: 'removed' };
  return { outcome: 'by_hand' };
}

function later(until: number): ApplicationFailure {
  const nextRetryDelay = Math.max(1, until - Date.now());
  return ApplicationFailure.create({
    message: "RevenueCat's limit.",
    type: 'ProviderTransient',
    nextRetryDelay,
  });
}
