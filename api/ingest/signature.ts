import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** RevenueCat, "Webhooks", signature verification: `t=<unix seconds>,v1=<hex HMAC-SHA256>`. */
export const SIGNATURE_HEADER = 'X-RevenueCat-Webhook-Signature';
/** As Node names it. */
const HEADER = SIGNATURE_HEADER.toLowerCase();

/** The signature a request came with; of several headers Node makes one. */
export const signatureOf = ({ headers }: IncomingMessage): string | undefined => headers[HEADER]?.toString();

/** Seconds between the signature's clock and ours; as RevenueCat suggests. Every new try is signed anew. */
const TOLERANCE = 300;

/**
 * Whether `bytes` were signed with `secret`, over `<t>.<bytes>`. Order and spaces of the header do not matter, and of
 * several `v1` one good one is enough.
 *
 * @param now milliseconds since 1970.
 */
export function isSigned(bytes: Buffer, header: string | undefined, secret: string, now: number): boolean {
  const fields = (header ?? '').split(',').map((field) => field.trim().split('=', 2));
  const time = fields.find(([name]) => name === 't')?.[1];
  if (time === undefined || !/^\d{1,12}$/.test(time)) return false;
  if (Math.abs(now / 1000 - Number(time)) > TOLERANCE) return false;
  const expected = createHmac('sha256', secret).update(`${time}.`).update(bytes).digest();
  return fields.some(([name, value]) => name === 'v1' && isSame(Buffer.from(value ?? '', 'hex'), expected));
}

function isSame(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}
