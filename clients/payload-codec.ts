import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';

import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

const ENCODING = 'binary/encrypted';
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Keys by id, and the id new payloads are encrypted with. Old keys stay so that old histories can be read. */
export interface PayloadKeys {
  readonly current: string;
  readonly keys: Readonly<Record<string, Buffer>>;
}

/**
 * Expected to remember its answer, for it is asked for each batch.
 *
 * @param needed a key id that has to be among them: another process may encrypt with a newer key already.
 */
export type LoadKeys = (needed?: string) => Promise<PayloadKeys>;

/** A payload this service did not encrypt: a workflow started or signalled by somebody else. */
export class PlainPayloadRefused extends Error {
  override readonly name = 'PlainPayloadRefused';
}

/**
 * Compresses and encrypts every payload with AES-256-GCM before it leaves the process; refuses plain ones.
 * Layout of the data: 12 bytes IV, 16 bytes tag, ciphertext of the deflated payload. The key id stands in the metadata
 * and is authenticated with the content, so that a payload cannot be passed off under another key.
 */
export class EncryptionCodec implements PayloadCodec {
  readonly #loadKeys: LoadKeys;

  constructor(loadKeys: LoadKeys) {
    this.#loadKeys = loadKeys;
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    if (payloads.length === 0) return [];
    const { current, keys } = await this.#loadKeys();
    return Promise.all(payloads.map((payload) => encrypt(payload, current, keyOf(keys, current))));
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    if (payloads.length === 0) return [];
    return Promise.all(
      payloads.map(async (payload) => {
        if (text(payload.metadata?.['encoding']) !== ENCODING) {
          throw new PlainPayloadRefused('A payload that is not encrypted was refused.');
        }
        const keyId = text(payload.metadata?.['key-id']);
        const { keys } = await this.#loadKeys(keyId);
        return decrypt(payload, keyOf(keys, keyId));
      }),
    );
  }
}

async function encrypt(payload: Payload, keyId: string, key: Buffer): Promise<Payload> {
  const plain = proto.temporal.api.common.v1.Payload.encode(payload).finish();
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(keyId));
  const sealed = Buffer.concat([cipher.update(await deflate(plain)), cipher.final()]);
  return {
    metadata: { encoding: Buffer.from(ENCODING), 'key-id': Buffer.from(keyId) },
    data: Buffer.concat([iv, cipher.getAuthTag(), sealed]),
  };
}

async function decrypt(payload: Payload, key: Buffer): Promise<Payload> {
  const data = Buffer.from(payload.data ?? new Uint8Array());
  const keyId = text(payload.metadata?.['key-id']);
  const decipher = createDecipheriv(CIPHER, key, data.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(keyId))
    .setAuthTag(data.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const deflated = Buffer.concat([decipher.update(data.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  return proto.temporal.api.common.v1.Payload.decode(await inflate(deflated));
}

function keyOf(keys: PayloadKeys['keys'], id: string): Buffer {
  const key = keys[id];
  if (key === undefined) throw new Error(`No payload key named ${JSON.stringify(id)} in Vault.`);
  return key;
}

function text(bytes: Uint8Array | null | undefined): string {
  return bytes ? Buffer.from(bytes).toString('utf8') : '';
}
