import { createHmac } from 'node:crypto';

/**
 * `X-RevenueCat-Webhook-Signature` of a body ("Webhooks, HMAC signing"): HMAC-SHA256 over `<t>.<body>`, where t is the time
 * of sending in seconds.
 */
export function signature(body: string, secret: string, now: number): string {
  const t = Math.floor(now / 1000);
  const v1 = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex');
  return `t=${t},v1=${v1}`;
}
