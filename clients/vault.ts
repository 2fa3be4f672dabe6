import nodeVault from 'node-vault';

import type { Config } from './config.js';

/** Vault cannot be reached, is sealed or overloaded: try again. */
export class VaultUnavailable extends Error {
  override readonly name = 'VaultUnavailable';
}

/** Vault answered, and the answer is no. Holds the status and the path, never the request, which carries the token. */
export class VaultRefused extends Error {
  override readonly name: string = 'VaultRefused';
  readonly status: number;
  constructor(status: number, action: string, path: string) {
    super(`Vault refused to ${action} ${path} (${status})`);
    this.status = status;
  }
}

/** Check-and-set failed: somebody else wrote this path in between. */
export class VaultConflict extends VaultRefused {
  override readonly name = 'VaultConflict';
}

export type VaultAuth = { readonly token: string } | { readonly roleId: string; readonly secretId: string };

export interface VaultOptions {
  readonly address: string;
  readonly auth: VaultAuth;
  /** Prefix of the four KV mounts, see `VAULT_MOUNT`. */
  readonly mount: string;
}

/** @throws if the settings name no Vault; `loadConfig` has checked that what they name is complete. */
export function vaultOptionsOf(config: Config): VaultOptions {
  const { VAULT_ADDR, VAULT_MOUNT, VAULT_TOKEN, VAULT_ROLE_ID, VAULT_SECRET_ID } = config;
  const auth =
    VAULT_TOKEN !== undefined
      ? { token: VAULT_TOKEN }
      : { roleId: VAULT_ROLE_ID ?? '', secretId: VAULT_SECRET_ID ?? '' };
  return { address: VAULT_ADDR ?? '', auth, mount: VAULT_MOUNT };
}

/** The four KV v2 mounts; apart, so that no policy of one needs a glob over another. */
export type VaultArea = 'credentials' | 'inbound' | 'webhook-tokens' | 'payload-keys';

export interface Versioned<T> {
  readonly version: number;
  readonly data: T;
}

type Client = ReturnType<typeof nodeVault>;
interface LoginAnswer {
  auth: { client_token: string; lease_duration: number };
}
/** Vault KV v2, "Read secret metadata"; times in RFC 3339. */
interface MetadataAnswer {
  data: {
    created_time: string;
    current_version: number;
    versions: Record<string, { created_time: string }>;
  };
}

const TIMEOUT = 5_000;

/** KV v2 with check-and-set, AppRole login, renewal at half the token's life and one new login when a token is refused. */
export class Vault {
  readonly #client: Client;
  readonly #options: VaultOptions;
  #login: Promise<void> | undefined;
  #renewAt = Number.POSITIVE_INFINITY;

  constructor(options: VaultOptions) {
    this.#options = options;
    const clientOptions = {
      endpoint: options.address,
      rpDefaults: { timeout: TIMEOUT },
      // The library prints bodies, secrets included, when DEBUG names it.
      debug: () => undefined,
    };
    this.#client = nodeVault(clientOptions);
    if ('token' in options.auth) this.#client.token = options.auth.token;
  }

  /** The newest version, or null where there is none (never written, or deleted). */
  async read<T>(area: VaultArea, path: string): Promise<Versioned<T> | null> {
    const answer = await this.#send<{ data: { data: T | null; metadata: { version: number } } }>(
      'GET',
      area,
      'data',
      path,
    );
    return answer?.data.data ? { version: answer.data.metadata.version, data: answer.data.data } : null;
  }

  /**
   * @param cas the version this write replaces, 0 for none yet (Vault KV v2, "Check-and-Set").
   * @returns the version written.
   * @throws {VaultConflict} when another version is there by now.
   */
  async write(area: VaultArea, path: string, data: object, cas?: number): Promise<number> {
    const body = { data, ...(cas === undefined ? {} : { options: { cas } }) };
    const answer = await this.#send<{ data: { version: number } }>('POST', area, 'data', path, body);
    if (answer === null) throw new VaultRefused(404, 'write', `${area}/${path}`);
    return answer.data.version;
  }

  /** Deletes every version and the metadata: afterwards the path was never there. */
  async destroy(area: VaultArea, path: string): Promise<void> {
    await this.#send('DELETE', area, 'metadata', path);
  }

  /** Names under a folder, '' being the uppermost; folders end in `/`. */
  async list(area: VaultArea, path: string): Promise<string[]> {
    const answer = await this.#send<{ data: { keys: string[] } }>('LIST', area, 'metadata', path);
    return answer?.data.keys ?? [];
  }

  /** When the newest version was written, by Vault's clock; null where there is none. Reads no secret. */
  async newestVersionAt(area: VaultArea, path: string): Promise<Date | null> {
    const answer = await this.#send<MetadataAnswer>('GET', area, 'metadata', path);
    if (answer === null) return null;
    const { created_time, current_version, versions } = answer.data;
    return new Date(versions[current_version]?.created_time ?? created_time);
  }

  async #send<T>(
    method: string,
    area: VaultArea,
    kind: 'data' | 'metadata',
    path: string,
    json?: object,
  ): Promise<T | null> {
    const full = `${this.#options.mount}/${area}/${kind}/${path}`;
    await this.#ensureLogin();
    try {
      return await this.#request<T>(method, full, json);
    } catch (error) {
      if (!(error instanceof VaultRefused) || error.status !== 403 || 'token' in this.#options.auth)
        throw error;
      // Revoked, or expired while this process slept: log in once more, then believe the answer.
      this.#login = undefined;
      await this.#ensureLogin();
      return this.#request<T>(method, full, json);
    }
  }

  async #ensureLogin(): Promise<void> {
    const { auth } = this.#options;
    if ('token' in auth) return;
    if (this.#login === undefined) {
      this.#login = this.#request<LoginAnswer>('POST', 'auth/approle/login', {
        role_id: auth.roleId,
        secret_id: auth.secretId,
      }).then((answer) => this.#keep(answer));
      this.#login.catch(() => (this.#login = undefined));
    } else if (Date.now() > this.#renewAt) {
      this.#renewAt = Number.POSITIVE_INFINITY;
      this.#login = this.#request<LoginAnswer>('POST', 'auth/token/renew-self', {}).then((answer) =>
        this.#keep(answer),
      );
      this.#login.catch(() => (this.#login = undefined));
    }
    await this.#login;
  }

  #keep(answer: LoginAnswer | null): void {
    if (answer === null) throw new VaultRefused(404, 'log in at', 'auth/approle');
    this.#client.token = answer.auth.client_token;
    this.#renewAt = Date.now() + answer.auth.lease_duration * 500;
  }

  /** One request; 404 is null. What node-vault throws carries token and body, so nothing of it is passed on. */
  async #request<T>(method: string, path: string, json?: object): Promise<T | null> {
    try {
      return (await this.#client.request({ method, path: `/${path}`, json: json ?? true })) as T;
    } catch (error) {
      const answer = (error as { response?: { statusCode?: number; body?: unknown } }).response;
      const status = answer?.statusCode;
      const message = error instanceof Error ? error.message : '';
      if (status === 404 && isVaults(answer?.body)) return null;
      if (status === 400 && message.includes('check-and-set')) throw new VaultConflict(status, method, path);
      if (status === undefined || status >= 500 || [404, 412, 429].includes(status)) {
        throw new VaultUnavailable(`Vault did not answer ${method} ${path} (${status ?? 'no connection'})`);
      }
      throw new VaultRefused(status, method, path);
    }
  }
}

/** A proxy in front of Vault can answer 404, too: only Vault's own says that there is nothing. */
function isVaults(body: unknown): boolean {
  return typeof body === 'object' && body !== null && ('errors' in body || 'data' in body);
}
