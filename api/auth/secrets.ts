import { createHash, randomBytes } from 'node:crypto';

/** Random bytes of every secret we make; its SHA-256 needs no salt, since nobody can try 2^256 of them. */
const SECRET_BYTES = 32;

/** A new secret: a prefix by which secret scanners know it, and 32 random bytes in base64url. */
export function newSecret(prefix: string): string {
  return prefix + randomBytes(SECRET_BYTES).toString('base64url');
}

/** What Postgres keeps of a secret. */
export function sha256(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(secret).digest());
}

export function sameBytes(one: Uint8Array | null | undefined, other: Uint8Array | null | undefined): boolean {
  return Boolean(one && other) && Buffer.compare(one as Uint8Array, other as Uint8Array) === 0;
}
