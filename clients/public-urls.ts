import type { Config } from './config.js';

type Base = Pick<Config, 'PUBLIC_URL'>;

/** Where RevenueCat sends events: of a project, or of one account of it. What is shown is what is registered. */
export function webhookUrl(config: Base, accountId?: string): string {
  const base = `${config.PUBLIC_URL}/api/webhooks/revenuecat`;
  return accountId === undefined ? base : `${base}?account=${accountId}`;
}

/**
 * Where RevenueCat sends the browser back to. It has to be the same text at registration, in the authorization request
 * and in the token request ("OAuth setup", redirect URIs).
 */
export function redirectUri(config: Base): string {
  return `${config.PUBLIC_URL}/api/oauth/revenuecat/callback`;
}
