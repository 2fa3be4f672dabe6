import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const PUBLIC_BYTES = 32;
const VERSION = 1;

/** Raw X25519 keys of 32 bytes each (RFC 7748). */
export interface SealingKeyPair {
  readonly publicKey: Buffer;
  readonly privateKey: Buffer;
}

export function newSealingKeyPair(): SealingKeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const { d } = privateKey.export({ format: 'jwk' });
  return { publicKey: rawPublic(publicKey), privateKey: Buffer.from(d ?? '', 'base64url') };
}

/**
 * Encrypts so that only the private key's holder can read it: a fresh X25519 key agreed with the recipient's, HKDF-SHA-256,
 * AES-256-GCM. Whoever seals cannot open again.
 *
 * Layout: version (1), ephemeral public key (32), tag (16), ciphertext. The IV comes out of HKDF with the key: neither is
 * ever used twice, since the ephemeral key is not.
 *
 * @param context where the box belongs; it opens in no other place.
 */
export function seal(plain: Uint8Array, recipient: Uint8Array, context: string): Buffer {
  const ephemeral = generateKeyPairSync('x25519');
  const ephemeralPublic = rawPublic(ephemeral.publicKey);
  const shared = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: publicFrom(recipient) });
  const { key, iv } = derive(shared, ephemeralPublic, recipient, context);
  const cipher = createCipheriv(CIPHER, key, iv);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), ephemeralPublic, cipher.getAuthTag(), sealed]);
}

/** @throws when the box was made for another key or context, or was changed. */
export function open(box: Uint8Array, recipient: SealingKeyPair, context: string): Buffer {
  const bytes = Buffer.from(box);
  if (bytes[0] !== VERSION) throw new Error(`A sealed box of version ${bytes[0]} cannot be opened here.`);
  const ephemeralPublic = bytes.subarray(1, 1 + PUBLIC_BYTES);
  const tag = bytes.subarray(1 + PUBLIC_BYTES, 1 + PUBLIC_BYTES + TAG_BYTES);
  const shared = diffieHellman({
    privateKey: privateFrom(recipient),
    publicKey: publicFrom(ephemeralPublic),
  });
  const { key, iv } = derive(shared, ephemeralPublic, recipient.publicKey, context);
  const decipher = createDecipheriv(CIPHER, key, iv).setAuthTag(tag);
  return Buffer.concat([decipher.update(bytes.subarray(1 + PUBLIC_BYTES + TAG_BYTES)), decipher.final()]);
}

/** Both public keys go into the salt, which binds the box to its recipient (RFC 7748, section 6.1). */
function derive(shared: Buffer, ephemeralPublic: Uint8Array, recipient: Uint8Array, context: string) {
  const salt = Buffer.concat([ephemeralPublic, recipient]);
  const bytes = Buffer.from(hkdfSync('sha256', shared, salt, context, KEY_BYTES + IV_BYTES));
  return { key: bytes.subarray(0, KEY_BYTES), iv: bytes.subarray(KEY_BYTES) };
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

function rawPublic(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
}

function publicFrom(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: base64url(raw) }, format: 'jwk' });
}

function privateFrom({ publicKey, privateKey }: SealingKeyPair): KeyObject {
  const jwk = { kty: 'OKP', crv: 'X25519', x: base64url(publicKey), d: base64url(privateKey) };
  return createPrivateKey({ key: jwk, format: 'jwk' });
}
