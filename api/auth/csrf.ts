import { createHmac, timingSafeEqual } from 'node:crypto';

import type { Request } from 'express';

import { Problem } from '../http/problem.js';

/** Belongs to one session and cannot be made without its token, which pages cannot read. */
export function csrfTokenFor(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('csrf').digest('base64url');
}

/**
 * A browser sends its cookie along whoever asks it to; this makes sure that our own page asked.
 *
 * @throws {Problem} `csrf-check-failed`
 */
export function checkCsrf(request: Request, sessionToken: string): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  if (request.get('Sec-Fetch-Site') === 'same-origin') return;
  const sent = Buffer.from(request.get('X-CSRF-Token') ?? '');
  const right = Buffer.from(csrfTokenFor(sessionToken));
  if (sent.length === right.length && timingSafeEqual(sent, right)) return;
  throw new Problem('csrf-check-failed');
}
