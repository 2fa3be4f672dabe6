import type { Config } from '../../clients/config.js';

/** Where RevenueCat sends events: of a project, or of one account of it. */
export function webhookUrl(config: Pick<Config, 'PUBLIC_URL'>, accountId?: string): string {
  const base = `${config.PUBLIC_URL}/api/webhooks/revenuecat`;
  return accountId === undefined ? base : `${base}?account=${accountId}`;
}
