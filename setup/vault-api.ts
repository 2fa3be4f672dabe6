import { type VaultAuth, VaultRefused, VaultUnavailable } from '../clients/vault.js';

/** What the setup asks of Vault beside reading and writing secrets: mounts, policies, roles, unsealing. */
export class VaultApi {
  readonly #address: string;
  readonly #token: string | undefined;

  /** @param token none for the few paths that are open: health, init, unseal, login. */
  constructor(address: string, token?: string) {
    this.#address = address;
    this.#token = token;
  }

  /**
   * Sends one request and returns the answer's JSON, null where it is empty or 404.
   *
   * @throws {VaultRefused} with status and path only: requests and answers hold secrets.
   */
  async request<T>(method: string, path: string, body?: object): Promise<T | null> {
    const response = await this.#fetch(method, path, body);
    const text = await response.text();
    if (response.status === 404) return null;
    if (!response.ok) throw new VaultRefused(response.status, method, path);
    return text === '' ? null : (JSON.parse(text) as T);
  }

  /** The status alone; for Vault's health, which speaks in statuses. */
  async status(path: string): Promise<number> {
    const response = await this.#fetch('GET', path);
    await response.arrayBuffer();
    return response.status;
  }

  async #fetch(method: string, path: string, body?: object): Promise<Response> {
    try {
      return await fetch(`${this.#address}/v1/${path}`, {
        method,
        headers: this.#token === undefined ? {} : { 'X-Vault-Token': this.#token },
        ...(body && { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(10_000),
      });
    } catch {
      throw new VaultUnavailable(`Vault did not answer ${method} ${path}`);
    }
  }
}

/** A token for these credentials: the one given, or that of a new login. */
export async function vaultToken(address: string, auth: VaultAuth): Promise<string> {
  if ('token' in auth) return auth.token;
  const login = await new VaultApi(address).request<{ auth: { client_token: string } }>(
    'POST',
    'auth/approle/login',
    { role_id: auth.roleId, secret_id: auth.secretId },
  );
  if (login === null) throw new VaultRefused(404, 'POST', 'auth/approle/login');
  return login.auth.client_token;
}
