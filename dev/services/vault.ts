import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { VaultApi } from '../../setup/vault-api.js';
import { findProgram } from './programs.js';
import { readJsonFile, writeSecretFile } from './secret-file.js';
import { type LineLog, type RunningService, ServiceProcess } from './service-process.js';

export interface VaultServerOptions {
  /** Holds Vault's storage, its keys and the note of the running process. */
  readonly dataDir: string;
  readonly port: number;
  /** Raft's own port; it listens although there is only one server. */
  readonly clusterPort: number;
  readonly log: LineLog;
  /** Breaks the start off. */
  readonly signal?: AbortSignal;
}

export interface VaultServer extends RunningService {
  readonly address: string;
  readonly rootToken: string;
}

interface Keys {
  readonly unsealKey: string;
  readonly rootToken: string;
}

/** Starts Vault on 127.0.0.1, initialises it once and unseals it. */
export async function startVault(options: VaultServerOptions): Promise<VaultServer> {
  const { dataDir, port } = options;
  mkdirSync(join(dataDir, 'storage'), { recursive: true, mode: 0o700 });
  const configFile = join(dataDir, 'vault.hcl');
  writeFileSync(configFile, configuration(options), { mode: 0o600 });
  const server = await ServiceProcess.start({
    name: 'Vault',
    command: findProgram('vault'),
    args: ['server', `-config=${configFile}`],
    // None of our settings; VAULT_* variables would change what the server does.
    env: { PATH: process.env.PATH, HOME: dataDir },
    ending: { signal: 'SIGTERM', withinMs: 10_000 },
    pidFile: join(dataDir, 'process.json'),
    log: options.log,
    signal: options.signal,
  });
  const address = `http://127.0.0.1:${port}`;
  try {
    const api = new VaultApi(address);
    await server.ready(async () => (await api.status('sys/seal-status')) === 200, 30_000);
    const keys = await keptKeys(api, join(dataDir, 'keys.json'));
    await api.request('PUT', 'sys/unseal', { key: keys.unsealKey });
    // 200 only once it is unsealed and its own leader.
    await server.ready(async () => (await api.status('sys/health')) === 200, 30_000);
    return {
      address,
      rootToken: keys.rootToken,
      pid: server.pid,
      ended: server.ended,
      stop: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** One key share: who may read our files may open this Vault. It holds the secrets of one developer's machine. */
async function keptKeys(api: VaultApi, file: string): Promise<Keys> {
  const state = await api.request<{ initialized: boolean }>('GET', 'sys/init');
  const kept = readJsonFile<Keys>(file);
  if (state?.initialized === true) {
    if (kept === null) {
      throw new Error(`${file} is missing, so Vault cannot be opened: restore it, or delete its folder.`);
    }
    return kept;
  }
  const made = await api.request<{ keys_base64: [string]; root_token: string }>('PUT', 'sys/init', {
    secret_shares: 1,
    secret_threshold: 1,
  });
  if (made === null) throw new Error('Vault gave no keys when it was initialised.');
  const keys = { unsealKey: made.keys_base64[0], rootToken: made.root_token };
  writeSecretFile(file, JSON.stringify(keys));
  return keys;
}

function configuration({ dataDir, port, clusterPort }: VaultServerOptions): string {
  return `
disable_mlock = true
ui = false
api_addr = "http://127.0.0.1:${port}"
cluster_addr = "https://127.0.0.1:${clusterPort}"
listener "tcp" {
  address = "127.0.0.1:${port}"
  cluster_address = "127.0.0.1:${clusterPort}"
  tls_disable = true
}
storage "raft" {
  path = ${JSON.stringify(join(dataDir, 'storage'))}
  node_id = "only"
  # The timing of a production server; the default is five times slower to become its own leader.
  performance_multiplier = 1
}
`;
}
