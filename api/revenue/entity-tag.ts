import { createHash } from 'node:crypto';

import type { Answer } from '../http/route.js';

/** Raise it when answers change in form or arithmetic: what caches hold was made by the code of its day. */
const EDITION = 3;

/**
 * A weak entity tag (RFC 9110, section 8.8.3) over everything that decides an answer. Weak, because the same facts may be
 * sent compressed or not.
 */
export function entityTag(...deciding: readonly unknown[]): string {
  const hash = createHash('sha256').update(JSON.stringify([EDITION, ...deciding]));
  return `W/"${hash.digest('base64url').slice(0, 22)}"`;
}

/** Whether `If-None-Match` lists the tag; compared weakly (RFC 9110, section 13.1.2). */
export function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const opaque = (one: string) => one.trim().replace(/^W\//, '');
  return ifNoneMatch.split(',').some((one) => one.trim() === '*' || opaque(one) === opaque(tag));
}

/** Caches must ask each time; the same address answers JSON or CSV, and differs by who asks. */
export function tagHeaders(tag: string): Record<string, string> {
  return { ETag: tag, 'Cache-Control': 'private, no-cache', Vary: 'Accept, Authorization, Cookie' };
}

export function notModified(tag: string): Answer {
  return { status: 304, headers: tagHeaders(tag) };
}
