import { fileURLToPath } from 'node:url';

import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { loadClientConnectConfig } from '@temporalio/envconfig';

import { EncryptionCodec, type PayloadKeys } from './payload-codec.js';
import type { Vault } from './vault.js';

/** Compiled module that converts failures; the workflow bundle needs the path, too. */
export const failureConverterPath = fileURLToPath(
  new URL('../workflows/failure-converter.js', import.meta.url),
);

/** The payload keys, read from Vault once and kept; a failed read is tried again at the next use. */
export function payloadKeysFrom(vault: Vault): () => Promise<PayloadKeys> {
  let keys: Promise<PayloadKeys> | undefined;
  return () => {
    keys ??= readKeys(vault);
    keys.catch(() => (keys = undefined));
    return keys;
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

export function dataConverterFrom(loadKeys: () => Promise<PayloadKeys>): DataConverter {
  return { payloadCodecs: [new EncryptionCodec(loadKeys)], failureConverterPath };
}

/**
 * A client that dials on first use, so that a process starts and serves while Temporal is away.
 * TLS and API key come from the SDK's own settings (Temporal, "Environment configuration").
 */
export function connectTemporal(address: string, namespace: string, dataConverter: DataConverter): Client {
  const { connectionOptions } = loadClientConnectConfig({
    disableFile: true,
    overrideEnvVars: undefinedFree(process.env),
  });
  const connection = Connection.lazy({ ...connectionOptions, address });
  return new Client({ connection, namespace, dataConverter });
}

function undefinedFree(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
