import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new opaque secret: prefix and 32 random characters, safe in URLs and headers. */
export function mintSecret(prefix: string): string {
  return prefix + randomBytes(24).toString('base64url');
}

/** A new identifier that is no secret. */
export function mintId(prefix: string): string {
  return prefix + randomBytes(6).toString('hex');
}

/** What is kept of a secret: enough to recognise it, nothing to use. */
export function fingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares in constant time, whatever the lengths. */
export function sameSecret(given: string, expectedFingerprint: string): boolean {
  return timingSafeEqual(Buffer.from(fingerprint(given)), Buffer.from(expectedFingerprint));
}

/**
 * Secrets handed out by this process, in clear. Kept in memory only, so that a test can search other people's
 * storage and logs for them; the state file holds fingerprints.
 */
export class IssuedSecrets {
  readonly #issued: { kind: string; value: string }[] = [];

  remember(kind: string, value: string): string {
    this.#issued.push({ kind, value });
    return value;
  }

  list(): readonly { kind: string; value: string }[] {
    return this.#issued;
  }

  forget(): void {
    this.#issued.length = 0;
  }
}
