import { VaultConflict } from '../../clients/vault.js';
import type { ApiDeps } from '../deps.js';
import { newSealingKeyPair, type SealingKeyPair } from './sealed-box.js';

/** As Vault holds it, in base64. */
interface StoredPair {
  readonly public_key: string;
  readonly private_key: string;
}

type Deps = Pick<ApiDeps, 'vault' | 'database'>;

/** A path of its own, because the pair outlives every rotation of the webhook token. */
const pathOf = (projectId: string): string => `${projectId}/sealing`;

/**
 * Makes the project's key pair unless there is one: the private half in Vault, then the public half in the layer's row.
 * Called when the layer is installed, so that ingestion can seal while Vault is away; safe to repeat.
 *
 * @returns the public key.
 * @throws {VaultUnavailable}
 */
export async function ensureSealingKey({ vault, database }: Deps, projectId: string): Promise<Uint8Array> {
  const { publicKey } =
    (await readSealingKey({ vault }, projectId)) ?? (await makeSealingKey(vault, projectId));
  await database.prisma.revenue_layers.updateMany({
    where: { project_id: projectId },
    data: { sealing_public_key: new Uint8Array(publicKey) },
  });
  return publicKey;
}

/** @returns null while the project has none. */
export async function readSealingKey(
  { vault }: Pick<Deps, 'vault'>,
  projectId: string,
): Promise<SealingKeyPair | null> {
  const stored = await vault.read<StoredPair>('webhook-tokens', pathOf(projectId));
  if (stored === null) return null;
  return {
    publicKey: Buffer.from(stored.data.public_key, 'base64'),
    privateKey: Buffer.from(stored.data.private_key, 'base64'),
  };
}

async function makeSealingKey(vault: ApiDeps['vault'], projectId: string): Promise<SealingKeyPair> {
  const pair = newSealingKeyPair();
  const stored: StoredPair = {
    public_key: pair.publicKey.toString('base64'),
    private_key: pair.privateKey.toString('base64'),
  };
  try {
    await vault.write('webhook-tokens', pathOf(projectId), stored, 0);
    return pair;
  } catch (error) {
    // Another process was faster; its pair is the one that counts.
    const theirs = error instanceof VaultConflict ? await readSealingKey({ vault }, projectId) : null;
    if (theirs === null) throw error;
    return theirs;
  }
}
