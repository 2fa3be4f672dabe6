import { createHash } from 'node:crypto';

import { ApplicationFailure } from '@temporalio/common';

import { webhookUrl } from '../../clients/public-urls.js';
import { fieldNames } from '../../revenuecat/lists.js';
import type { RegisteredWebhook, RegisterWebhookInput, WebhookDrift } from '../../workflows/activities.js';
import type { WorkerDeps } from '../deps.js';
import { RevenueCat, urgently } from '../revenuecat.js';
import { removeWebhook } from './remove-webhook.js';
import {
  type Integration,
  integrationSchema,
  integrationsPath,
  later,
  listWebhooks,
} from './webhook-integrations.js';
import { noteRegisteredToken, readTokenInForce } from './webhook-token.js';

/**
 * Makes our webhook at RevenueCat, or finds it by id or exact URL and corrects it; or removes it, if it shall not be there.
 * RevenueCat never shows the header it was given, and may show settings otherwise than we wrote them: so what was written
 * last is remembered by a tag of the token, and by a tag of the settings that RevenueCat answered.
 */
export async function registerWebhook(
  deps: WorkerDeps,
  input: RegisterWebhookInput,
): Promise<RegisteredWebhook> {
  const { integrationId } = input;
  if (!input.manage) {
    if (integrationId === null && !input.mayBeThere) return { integrationId, tokenTag: null, refused: false };
    const { outcome } = await removeWebhook(deps, input);
    const removed = outcome === 'removed' || outcome === 'not_ours';
    return { integrationId: removed ? null : integrationId, tokenTag: null, refused: !removed };
  }
  const token = await readTokenInForce(deps, input.projectId);
  const revenuecat = await RevenueCat.open(deps, input, urgently(input.accountId));
  if (token === null || revenuecat === null) return refusedFor(input);
  const registered = await registerWith(token, revenuecat, deps, input);
  await noteRegisteredToken(deps, input, token);
  return registered;
}

function refusedFor({ integrationId, tokenTag, settingsTag }: RegisterWebhookInput): RegisteredWebhook {
  return { integrationId, tokenTag, settingsTag, refused: true };
}

async function registerWith(
  token: string,
  revenuecat: RevenueCat,
  deps: WorkerDeps,
  input: RegisterWebhookInput,
): Promise<RegisteredWebhook> {
  const { integrationId, tokenTag, settingsTag } = input;
  const refused = refusedFor(input);
  const listed = await listWebhooks(revenuecat, input);
  if (listed.kind === 'unauthorized') throw rejected();
  if (listed.kind !== 'items') return refused;

  const url = webhookUrl(deps.config, input.accountId);
  const ours =
    listed.items.find(({ id }) => id === integrationId) ?? listed.items.find((there) => there.url === url);
  const wanted = tagOf(token);
  const drift = driftOf(ours, input);
  if (ours?.url === url && tokenTag === wanted && drift === null) {
    const known = settingsTag ?? settingsTagOf(ours);
    return { integrationId: ours.id, tokenTag, settingsTag: known, refused: false, drift };
  }
  const outcome = await revenuecat.call('project_configuration', {
    method: 'POST',
    path:
      ours === undefined
        ? integrationsPath(input)
        : `${integrationsPath(input)}/${encodeURIComponent(ours.id)}`,
    body: {
      name: 'Revenue layer',
      url,
      authorization_header: `Bearer ${token}`,
      environment: null,
      event_types: null,
      app_id: null,
    },
  });
  if (outcome.kind === 'wait') throw later(outcome.wait);
  if (outcome.kind === 'unauthorized') throw rejected();
  if (outcome.kind !== 'ok') {
    // What is gone is not missed a second time.
    return drift === 'removed'
      ? { integrationId: null, tokenTag: null, settingsTag: null, refused: true, drift }
      : { ...refused, drift };
  }
  const made = integrationSchema.safeParse(outcome.body);
  if (!made.success) throw ApplicationFailure.nonRetryable(fieldNames(made.error), 'UnexpectedResponse');
  return {
    integrationId: made.data.id,
    tokenTag: wanted,
    settingsTag: settingsTagOf(made.data),
    refused: false,
    drift,
  };
}

/** A 401 is about this access token, and no refusal: the next look may have another. */
function rejected(): ApplicationFailure {
  return ApplicationFailure.nonRetryable('RevenueCat does not take this access token.', 'ProviderTransient');
}

/** What somebody else did to what we had registered. One of the same URL but another id was made by somebody else. */
function driftOf(
  ours: Integration | undefined,
  { integrationId, settingsTag }: RegisterWebhookInput,
): WebhookDrift | null {
  if (integrationId === null) return null;
  if (ours === undefined) return 'removed';
  const isOther = ours.id !== integrationId || (settingsTag !== null && settingsTagOf(ours) !== settingsTag);
  return isOther ? 'changed' : null;
}

function settingsTagOf({ url, environment, event_types, app_id }: Integration): string {
  const types = event_types ? [...event_types].sort() : null;
  return tagOf(JSON.stringify([url, environment ?? null, types, app_id ?? null]));
}

/** Tells tokens, or settings, apart. Of a token it says nothing: 48 bits of a hash of 256 random ones. */
function tagOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
