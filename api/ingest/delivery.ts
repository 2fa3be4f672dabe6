import { createHash } from 'node:crypto';

import { derivedId } from '../../clients/ids.js';
import { Problem } from '../http/problem.js';

/** To whom a delivery was sent, as its token and address say. */
export interface Addressee {
  readonly projectId: string;
  /** Account named by `?account=`; null for the bare URL. */
  readonly namedAccount: string | null;
  /** Whether a signature with the named account's secret was found good. */
  readonly signed: boolean;
  readonly keepSubscriberAttributes: boolean;
  readonly sealingPublicKey: Uint8Array | null;
}

/** An authenticated body on its way into Postgres. */
export interface Delivery extends Addressee {
  readonly bytes: Buffer;
  readonly content: Content;
}

/** An event, or the reason why there is none to store. */
export type Content =
  | {
      readonly kind: 'event';
      /** The body as received, which Postgres reads itself: a number parsed and printed here would lose digits. */
      readonly text: string;
      readonly eventId: string;
      readonly type: string;
      readonly appId: string | null;
    }
  | { readonly kind: 'no-event'; readonly reason: string };

/** Longer ids do not fit an index row in every encoding; RevenueCat's have 36 characters. */
const MOST_CHARACTERS = 255;

/**
 * Reads a body as far as ingestion needs: which event of which type and app it is. Everything else is left to Postgres,
 * because new types and fields come without notice (RevenueCat, "Webhooks", "Future proofing").
 *
 * @throws {Problem} `malformed-json` when the bytes are not JSON in UTF-8.
 */
export function readContent(bytes: Buffer): Content {
  const text = decode(bytes);
  const body = parse(text);
  if (!isObject(body)) return noEvent('body-not-an-object');
  const { event } = body;
  if (!isObject(event)) return noEvent('event-missing');
  const { id, type, app_id: appId } = event;
  if (!isName(id)) return noEvent('event-id-invalid');
  if (!isName(type)) return noEvent('event-type-invalid');
  if (holdsWildNumber(text)) return noEvent('number-out-of-range');
  const unstorable = unstorableText(text, body);
  if (unstorable !== null) return noEvent(unstorable);
  return { kind: 'event', text, eventId: id, type, appId: isName(appId) ? appId : null };
}

/** The same bytes sent again get the same id, so that a repeated delivery is one entry. */
export function quarantineIdOf({ projectId, bytes }: Pick<Delivery, 'projectId' | 'bytes'>): string {
  return derivedId('quarantine', createHash('sha256').update(`${projectId}\n`).update(bytes).digest());
}

/** Keeps nothing between two bodies. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Buffer): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    throw new Problem('malformed-json', { detail: 'The body is not UTF-8.' });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('malformed-json');
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MOST_CHARACTERS;
}

function noEvent(reason: string): Content {
  return { kind: 'no-event', reason };
}

/** An escape for the null character, or for a half of a surrogate pair; it may itself be escaped, hence the second look. */
const MAYBE_UNSTORABLE = /\\u(?:0000|[dD][89a-fA-F])/;

/**
 * Characters that Postgres does not take into a jsonb. Found here, since there they would fail the whole group of
 * deliveries, which then has to be stored in parts.
 */
function unstorableText(text: string, body: unknown): 'null-character' | 'invalid-unicode' | null {
  if (!MAYBE_UNSTORABLE.test(text)) return null;
  for (const open = [body]; open.length > 0;) {
    const value = open.pop();
    if (typeof value === 'string') {
      if (value.includes('\0')) return 'null-character';
      if (/\p{Cs}/u.test(value)) return 'invalid-unicode';
    } else if (typeof value === 'object' && value !== null) {
      open.push(...Object.keys(value), ...(Object.values(value) as unknown[]));
    }
  }
  return null;
}

/** Three digits of exponent, somewhere in the text; in a string it means nothing, hence the second look. */
const MAYBE_WILD = /\d[eE][+-]?0*[1-9]\d\d/;
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.]*(?:[eE][+-]?(\d+))?/g;

/**
 * Whether a number has an exponent beyond ±99. Postgres would hold many of them, but prints each with all its zeros:
 * a body of 1 MiB could grow to gigabytes.
 */
function holdsWildNumber(text: string): boolean {
  if (!MAYBE_WILD.test(text)) return false;
  for (const [, exponent] of text.matchAll(STRING_OR_NUMBER)) {
    if (exponent !== undefined && Number(exponent) > 99) return true;
  }
  return false;
}
