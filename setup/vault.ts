import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { Vault, type VaultArea, VaultConflict, VaultRefused } from '../clients/vault.js';
import { VaultApi } from './vault-api.js';
import { policyFor } from './vault-policies.js';

export interface VaultSetup {
  readonly address: string;
  /** May make mounts, policies and roles. */
  readonly token: string;
  /** Prefix of the four mounts: `VAULT_MOUNT`. */
  readonly mount: string;
}

/** The AppRoles of the two processes. */
export interface VaultRoles {
  readonly api: VaultRole;
  readonly worker: VaultRole;
}
export interface VaultRole {
  readonly name: string;
  readonly roleId: string;
}

interface KvConfig {
  readonly cas_required: boolean;
  readonly max_versions: number;
  /** Vault itself deletes what is older, whoever was meant to. */
  readonly delete_version_after?: string;
}

/** What came in is used once; of a credential the version before is kept, for a write that is found to be torn. */
const AREAS: Record<VaultArea, KvConfig> = {
  credentials: { cas_required: true, max_versions: 2 },
  // An attempt to connect lives half an hour.
  inbound: { cas_required: false, max_versions: 1, delete_version_after: '2h' },
  'webhook-tokens': { cas_required: false, max_versions: 2 },
  'payload-keys': { cas_required: true, max_versions: 10 },
};

/** Makes mounts, policies, roles and the first payload key what they should be. Repeating it changes nothing. */
export async function setupVault(setup: VaultSetup): Promise<VaultRoles> {
  const api = new VaultApi(setup.address, setup.token);
  await ensureMounts(api, setup.mount);
  await ensureFirstPayloadKey(setup);
  await enable(api, 'sys/auth', 'approle', { type: 'approle' });
  return {
    api: await ensureRole(api, 'api', setup.mount),
    worker: await ensureRole(api, 'worker', setup.mount),
  };
}

/**
 * A secret id with which a process logs in under its role.
 *
 * @param replace ends those issued before; for a starter that is the only one to issue them.
 */
export async function issueSecretId(
  setup: VaultSetup,
  role: VaultRole,
  { replace = false } = {},
): Promise<string> {
  const api = new VaultApi(setup.address, setup.token);
  const path = `auth/approle/role/${role.name}`;
  if (replace) {
    const issued = await api.request<{ data: { keys: string[] } }>('LIST', `${path}/secret-id`);
    for (const accessor of issued?.data.keys ?? []) {
      await api.request('POST', `${path}/secret-id-accessor/destroy`, { secret_id_accessor: accessor });
    }
  }
  const answer = await api.request<{ data: { secret_id: string } }>('POST', `${path}/secret-id`, {});
  if (answer === null) throw new VaultRefused(404, 'POST', `${path}/secret-id`);
  return answer.data.secret_id;
}

async function ensureMounts(api: VaultApi, mount: string): Promise<void> {
  for (const [area, config] of Object.entries(AREAS)) {
    await enable(api, 'sys/mounts', `${mount}/${area}`, { type: 'kv', options: { version: '2' } });
    await configure(api, `${mount}/${area}`, config);
  }
}

async function enable(
  api: VaultApi,
  list: 'sys/mounts' | 'sys/auth',
  path: string,
  what: object,
): Promise<void> {
  const isThere = async () =>
    (await api.request<{ data: Record<string, unknown> }>('GET', list))?.data[`${path}/`] !== undefined;
  if (await isThere()) return;
  try {
    await api.request('POST', `${list}/${path}`, what);
  } catch (error) {
    // Another setup made it in between.
    if (!(await isThere())) throw error;
  }
}

/** A new mount answers 400 for a moment, while Vault prepares it for versions. */
async function configure(api: VaultApi, path: string, config: KvConfig): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await api.request('POST', `${path}/config`, config);
      return;
    } catch (error) {
      if (!(error instanceof VaultRefused) || error.status !== 400 || attempt === 40) throw error;
      await delay(50);
    }
  }
}

/** Payloads in Temporal are encrypted with it from the first day; one that is there is never replaced here. */
async function ensureFirstPayloadKey({ address, token, mount }: VaultSetup): Promise<void> {
  const vault = new Vault({ address, auth: { token }, mount });
  const id = `key-${new Date().toISOString().slice(0, 10)}-${randomBytes(3).toString('hex')}`;
  try {
    const keys = { [id]: randomBytes(32).toString('base64') };
    if ((await vault.read('payload-keys', 'current')) === null) {
      await vault.write('payload-keys', 'current', { current: id, keys }, 0);
    }
  } catch (error) {
    // Another setup wrote one in between: that is the one.
    if (!(error instanceof VaultConflict)) throw error;
  }
}

/** Policy and role of one process; named after the mount, so that several installations can share a Vault. */
async function ensureRole(api: VaultApi, process: 'api' | 'worker', mount: string): Promise<VaultRole> {
  const name = `${mount.replaceAll('/', '-')}-${process}`;
  await api.request('PUT', `sys/policies/acl/${name}`, { policy: policyFor(process, mount) });
  const path = `auth/approle/role/${name}`;
  // A periodic token lives as long as it is renewed, and ends an hour after its process.
  await api.request('POST', path, { token_policies: [name], token_period: '1h' });
  const answer = await api.request<{ data: { role_id: string } }>('GET', `${path}/role-id`);
  if (answer === null) throw new VaultRefused(404, 'GET', `${path}/role-id`);
  return { name, roleId: answer.data.role_id };
}
