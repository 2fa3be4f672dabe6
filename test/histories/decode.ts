import type { PayloadCodec } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import proto from '@temporalio/proto';

type History = proto.temporal.api.history.v1.IHistory;
type Payload = proto.temporal.api.common.v1.IPayload;

/** The history as JSON with every payload in the clear, so that it can be read, searched and replayed without keys. */
export async function decodedHistory(history: History, codec: PayloadCodec): Promise<string> {
  await decodePayloads(history, codec);
  return `${historyToJSON(history)}\n`;
}

/** Walks the whole message: payloads stand in inputs, results, failures, details, memos and summaries alike. */
async function decodePayloads(value: unknown, codec: PayloadCodec): Promise<void> {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return;
  for (const [key, child] of Object.entries(value)) {
    if (isEncrypted(child)) {
      const [decoded] = await codec.decode([child]);
      (value as Record<string, unknown>)[key] = proto.temporal.api.common.v1.Payload.create(decoded as Payload);
    } else {
      await decodePayloads(child, codec);
    }
  }
}

function isEncrypted(value: unknown): value is Payload {
  const encoding = (value as Payload | null)?.metadata?.['encoding'];
  return encoding instanceof Uint8Array && Buffer.from(encoding).toString() === 'binary/encrypted';
}
