import type { Prisma } from '../../prisma/generated/client.js';
import { sha256 } from '../auth/secrets.js';
import type { ApiDeps } from '../deps.js';
import { ensureSealingKey } from '../ingest/sealing-keys.js';
import { TRANSACTION } from '../transaction.js';
import { type InstalledLayer, isInstalled, lockLayer } from './lock.js';
import { newWebhookToken, readTokens, writeTokens } from './tokens.js';

/** What the owner wants; absent means unchanged, and at install the project's currency and no attributes. */
export interface LayerWishes {
  readonly currency?: string | undefined;
  readonly keep_subscriber_attributes?: boolean | undefined;
}

/** How long a token that Vault has lost goes on working, in milliseconds. */
const LOST_TOKEN_OVERLAP = 24 * 3_600_000;

/**
 * Installs the Revenue layer, or changes its settings. Repeating it heals: afterwards Vault holds the very token whose
 * hash Postgres has, wherever an earlier attempt was cut off.
 *
 * @returns whether money is shown in another currency than before.
 */
export async function installLayer(deps: ApiDeps, projectId: string, wishes: LayerWishes): Promise<boolean> {
  const otherCurrency = await deps.database.prisma.$transaction(async (tx) => {
    const { layer, projectCurrency } = await lockLayer(tx, projectId);
    const settings = {
      ...(wishes.currency === undefined ? {} : { currency: wishes.currency }),
      ...(wishes.keep_subscriber_attributes === undefined
        ? {}
        : { keep_subscriber_attributes: wishes.keep_subscriber_attributes }),
    };
    const token = isInstalled(layer) ? await healedToken(deps, layer) : await freshToken(deps, projectId);
    await tx.revenue_layers.upsert({
      where: { project_id: projectId },
      create: { project_id: projectId, currency: projectCurrency, ...settings, ...token },
      update: { ...settings, ...token },
    });
    return layer !== null && wishes.currency !== undefined && layer.currency !== wishes.currency;
  }, TRANSACTION);
  // So that a delivery that cannot be stored can be sealed away later without Vault.
  await ensureSealingKey(deps, projectId);
  return otherCurrency;
}

type TokenColumns = Partial<
  Pick<
    Prisma.revenue_layersUncheckedCreateInput,
    | 'installed_at'
    | 'removed_at'
    | 'webhook_token_hash'
    | 'previous_token_hash'
    | 'previous_valid_until'
    | 'overlap_seconds'
  >
>;

/** A layer without a token in force always gets a new one: what Vault may still hold was meant to be dead. */
async function freshToken(deps: ApiDeps, projectId: string): Promise<TokenColumns> {
  const { version } = await readTokens(deps.vault, projectId, null);
  const token = newWebhookToken();
  await writeTokens(deps.vault, projectId, { token }, version);
  return {
    installed_at: new Date(),
    removed_at: null,
    webhook_token_hash: sha256(token),
    previous_token_hash: null,
    previous_valid_until: null,
  };
}

async function healedToken(deps: ApiDeps, layer: InstalledLayer): Promise<TokenColumns> {
  const { version, inForce, settled } = await readTokens(deps.vault, layer.project_id, layer);
  if (settled) return {};
  if (inForce !== null) {
    // A rotation was cut off between Vault and Postgres: it did not happen.
    await writeTokens(deps.vault, layer.project_id, { token: inForce }, version);
    return {};
  }
  const token = newWebhookToken();
  await writeTokens(deps.vault, layer.project_id, { token }, version);
  return {
    webhook_token_hash: sha256(token),
    previous_token_hash: layer.webhook_token_hash,
    previous_valid_until: new Date(Date.now() + LOST_TOKEN_OVERLAP),
    overlap_seconds: LOST_TOKEN_OVERLAP / 1_000,
  };
}
