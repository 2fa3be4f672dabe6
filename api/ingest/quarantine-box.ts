import type { Delivery } from './delivery.js';
import { open, seal, type SealingKeyPair } from './sealed-box.js';

/** A box opens only for the entry it was made for. */
const contextOf = (projectId: string, quarantineId: string): string => `${projectId}/${quarantineId}`;

/** Encrypts a delivery so that only the private key of its project, which Vault holds, opens it. */
export function sealForQuarantine(delivery: Delivery, quarantineId: string): Buffer {
  if (delivery.sealingPublicKey === null) throw new Error('Without a public key nothing can be sealed.');
  return seal(delivery.bytes, delivery.sealingPublicKey, contextOf(delivery.projectId, quarantineId));
}

export interface QuarantineEntry {
  readonly projectId: string;
  readonly id: string;
  readonly sealedBody: Uint8Array;
}

/** @returns the bytes exactly as RevenueCat sent them. */
export function openFromQuarantine(entry: QuarantineEntry, keys: SealingKeyPair): Buffer {
  return open(entry.sealedBody, keys, contextOf(entry.projectId, entry.id));
}
