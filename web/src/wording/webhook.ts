import type { Account } from '../api/types.js';

/** RevenueCat's scope for registering webhooks, as the API's sentence about missing permissions names it. */
const WEBHOOK_SCOPE = 'project_configuration:integrations:read_write';

/** Warnings that only an account has whose webhook we were asked to keep. */
const OF_A_KEPT_WEBHOOK = ['webhook_not_registered', 'webhook_drifted'];

/** Whether we were asked to register and keep the account's webhook, even if that has not worked. */
export const webhookIsWanted = ({ webhook, warnings }: Pick<Account, 'webhook' | 'warnings'>): boolean =>
  webhook.registered ||
  warnings.some(
    ({ kind, message }) =>
      OF_A_KEPT_WEBHOOK.includes(kind) || (kind === 'permission_missing' && message.includes(WEBHOOK_SCOPE)),
  );

/** Whether the address names this machine or a private network, where nobody outside can reach it. */
export function onlyHere(url: string): boolean {
  const { hostname } = new URL(url);
  return /^(localhost|.*\.local|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\])/.test(hostname);
}
