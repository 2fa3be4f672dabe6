import type { App, Product } from '../book/catalogue.js';
import { graceDays } from '../book/chances.js';
import type { RevenueCatProject } from '../state/accounts.js';
import type { WebhookIntegration } from '../webhooks/integration.js';

/** `Project` ("REST v2, Project"). */
export function projectObject({ id, name, createdAt }: RevenueCatProject) {
  return { object: 'project', id, name, created_at: createdAt, icon_url: null, icon_url_large: null };
}

/** `App`: what every app has, and an object named after its store. */
export function appObject({ id, projectId, name, store, createdAt }: App) {
  return {
    object: 'app',
    ...{ id, name, created_at: createdAt, type: store, project_id: projectId },
    ...storeObject(store),
  };
}

function storeObject(store: App['store']) {
  switch (store) {
    case 'app_store':
      return { app_store: { bundle_id: 'com.acme.app' } };
    case 'play_store':
      return { play_store: { package_name: 'com.acme.app' } };
    case 'stripe':
      return { stripe: { stripe_account_id: 'acct_simulated' } };
    case 'rc_billing':
      return {
        rc_billing: {
          stripe_account_id: 'acct_simulated',
          app_name: 'Acme',
          seller_company_name: 'Acme Inc.',
          support_email: 'support@acme.example',
          default_currency: 'USD',
        },
      };
  }
}

/** `Product`; `state` is answered by the live API although its description does not know it. */
export function productObject(product: Product, expandApp: boolean) {
  const { id, app, storeIdentifier, displayName, length, trialDays, consumable } = product;
  return {
    object: 'product',
    ...{ id, app_id: app.id, store_identifier: storeIdentifier, display_name: displayName },
    state: 'active',
    type: length ? 'subscription' : consumable ? 'consumable' : 'non_consumable',
    created_at: app.createdAt,
    subscription: length ? subscriptionObject(product, length, trialDays) : null,
    one_time: length ? null : { is_consumable: consumable },
    ...(expandApp && { app: appObject(app) }),
  };
}

function subscriptionObject({ app }: Product, duration: string, trialDays: number | null) {
  const grace = graceDays[app.store];
  return {
    duration,
    grace_period_duration: grace === 0 ? null : `P${grace}D`,
    trial_duration: trialDays === null ? null : `P${trialDays}D`,
  };
}

/** `WebhookIntegration`: never with its authorization header or signing secret. */
export function webhookObject(integration: WebhookIntegration) {
  return {
    object: 'webhook_integration',
    id: integration.id,
    project_id: integration.projectId,
    name: integration.name,
    url: integration.url,
    environment: integration.environment,
    event_types: integration.eventTypes,
    app_id: integration.appId,
    created_at: integration.createdAt,
  };
}
