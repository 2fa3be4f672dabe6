import { signingSecretPath } from '../../clients/signing-secret.js';
import type { Versioned } from '../../clients/vault.js';
import { sameBytes, sha256 } from '../auth/secrets.js';
import type { ApiDeps } from '../deps.js';

type Deps = Pick<ApiDeps, 'vault' | 'database'>;

interface AccountRef {
  readonly projectId: string;
  readonly accountId: string;
}

const pathOf = ({ projectId, accountId }: AccountRef): string => signingSecretPath(projectId, accountId);

/**
 * The secrets RevenueCat signs deliveries with, one per account that has switched signing on. Read from Vault once and
 * kept in memory, so that ingestion goes on while Vault is away. The hash of the one in force stands on the account's
 * gate: a process can be without the newest secret, but never use an old one.
 */
export class SigningSecrets {
  readonly #vault: ApiDeps['vault'];
  readonly #known = new Map<string, string>();
  readonly #underWay = new Map<string, Promise<Versioned<{ secret: string }> | null>>();

  constructor(vault: ApiDeps['vault']) {
    this.#vault = vault;
  }

  /**
   * @param hash SHA-256 of the secret in force, as the account's gate says.
   * @returns null when Vault holds another one, because it is being changed at this moment.
   * @throws {VaultUnavailable}
   */
  async read(account: AccountRef, hash: Uint8Array): Promise<string | null> {
    const path = pathOf(account);
    const known = this.#known.get(path);
    if (known !== undefined && sameBytes(sha256(known), hash)) return known;
    const stored = await this.#stored(path);
    if (stored === null || !sameBytes(sha256(stored.data.secret), hash)) return null;
    this.#known.set(path, stored.data.secret);
    return stored.data.secret;
  }

  /** Those who ask for the same at the same time share one look, however slow Vault is. */
  #stored(path: string): Promise<Versioned<{ secret: string }> | null> {
    const underWay = this.#underWay.get(path);
    if (underWay !== undefined) return underWay;
    const asked = this.#vault
      .read<{ secret: string }>('webhook-tokens', path)
      .finally(() => this.#underWay.delete(path));
    this.#underWay.set(path, asked);
    return asked;
  }
}

/** From now on the account takes only deliveries signed with this secret, as RevenueCat shows it once. */
export async function storeSigningSecret(deps: Deps, account: AccountRef, secret: string): Promise<void> {
  const present = await deps.vault.read('webhook-tokens', pathOf(account));
  await deps.vault.write('webhook-tokens', pathOf(account), { secret }, present?.version ?? 0);
  await setHash(deps, account, sha256(secret));
}

/** The account takes unsigned deliveries again. The gate first: deliveries must not wait for a secret that is gone. */
export async function deleteSigningSecret(deps: Deps, account: AccountRef): Promise<void> {
  await setHash(deps, account, null);
  await deps.vault.destroy('webhook-tokens', pathOf(account));
}

async function setHash(
  { database }: Deps,
  { projectId, accountId }: AccountRef,
  hash: Uint8Array<ArrayBuffer> | null,
): Promise<void> {
  await database.prisma.account_gates.updateMany({
    where: { project_id: projectId, account_id: accountId },
    data: { signing_secret_hash: hash },
  });
}
