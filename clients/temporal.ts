import { fileURLToPath } from 'node:url';

import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';

import { EncryptionCodec, type LoadKeys, type PayloadKeys } from './payload-codec.js';
import type { Vault } from './vault.js';

/** Compiled module that converts failures; the workflow bundle needs the path, too. */
export const failureConverterPath = fileURLToPath(
  new URL('../workflows/failure-converter.js', import.meta.url),
);

/** An unknown key id is looked for again after this time at the earliest, in milliseconds. */
const LOOK_AGAIN = 5_000;

/** The payload keys, read from Vault once and kept; a failed read is tried again at the next use. */
export function payloadKeysFrom(vault: Vault): LoadKeys {
  let keys: Promise<PayloadKeys> | undefined;
  let readAt = 0;
  const read = () => {
    readAt = Date.now();
    keys = readKeys(vault);
    keys.catch(() => (keys = undefined));
    return keys;
  };
  return async (needed) => {
    const known = await (keys ?? read());
    const missing = needed !== undefined && known.keys[needed] === undefined;
    return missing && Date.now() - readAt > LOOK_AGAIN ? read() : known;
  };
}

async function readKeys(vault: Vault): Promise<PayloadKeys> {
  const stored = await vault.read<{ current: string; keys: Record<string, string> }>(
    'payload-keys',
    'current',
  );
  if (stored === null) throw new Error('There are no payload keys in Vault: run the setup.');
  const keys = Object.entries(stored.data.keys).map(([id, key]) => [id, Buffer.from(key, 'base64')] as const);
  return { current: stored.data.current, keys: Object.fromEntries(keys) };
}

export function dataConverterFrom(loadKeys: LoadKeys): DataConverter {
  return { payloadCodecs: [new EncryptionCodec(loadKeys)], failureConverterPath };
}

/**
 * Where and how to dial. TLS and API key come from the SDK's own settings (Temporal, "Environment configuration").
 * Serves clients and workers alike.
 */
export function temporalConnectionOptions(
  address: string,
): ClientConnectConfig['connectionOptions'] & { address: string } {
  const { connectionOptions } = loadClientConnectConfig({
    disableFile: true,
    overrideEnvVars: Object.fromEntries(
      Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  });
  return { ...connectionOptions, address };
}

/**
 * Longest pause between two tries to reach a Temporal that is away, in milliseconds. With gRPC's two minutes owners would be
 * told that it is away, and no signal would get through, for up to two minutes after it is back.
 */
const REDIAL_WITHIN = 5_000;

/** A client that dials on first use, so that a process starts and serves while Temporal is away. */
export function connectTemporal(address: string, namespace: string, dataConverter: DataConverter): Client {
  const channelArgs = { 'grpc.max_reconnect_backoff_ms': REDIAL_WITHIN };
  return new Client({
    connection: Connection.lazy({ ...temporalConnectionOptions(address), channelArgs }),
    namespace,
    dataConverter,
  });
}
