import type { Client } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { z } from 'zod';

import { PlainPayloadRefused } from '../clients/payload-codec.js';

const bytes = z.string().transform((base64) => new Uint8Array(Buffer.from(base64, 'base64')));

/** JSON form of payloads: bytes are base64 (protobuf, "JSON mapping"). */
export const payloadsBody = z.object({
  payloads: z
    .array(
      z.object({ metadata: z.record(z.string(), bytes).default({}), data: bytes.default(new Uint8Array()) }),
    )
    .max(10_000),
});

export function toJson({ metadata, data }: Payload): object {
  const encoded = Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)]);
  return { metadata: Object.fromEntries(encoded) as object, ...(data ? { data: base64(data) } : {}) };
}

/**
 * The client's own codecs, in both directions. What was never encrypted is handed back as it is: Temporal UI asks about
 * whatever it is about to show.
 */
export function codecOf(client: Client): PayloadCodec {
  const codecs = client.options.loadedDataConverter.payloadCodecs;
  return {
    async encode(payloads) {
      let encoded = payloads;
      for (const codec of codecs.toReversed()) encoded = await codec.encode(encoded);
      return encoded;
    },
    decode: (payloads) => Promise.all(payloads.map((payload) => decodeOne(codecs, payload))),
  };
}

async function decodeOne(codecs: readonly PayloadCodec[], payload: Payload): Promise<Payload> {
  let decoded = payload;
  try {
    for (const codec of codecs) [decoded = decoded] = await codec.decode([decoded]);
  } catch (error) {
    if (!(error instanceof PlainPayloadRefused)) throw error;
  }
  return decoded;
}

function base64(value: Uint8Array): string {
  return Buffer.from(value).toString('base64');
}
