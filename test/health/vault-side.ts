import assert from 'node:assert/strict';

import { toStored } from '../../activities/credentials/keep.js';
import { oauthSettings } from '../../activities/credentials/obtain.js';
import { credentialPath, type StoredCredential } from '../../activities/credentials/store.js';
import { exchangeCode } from '../../revenuecat/oauth.js';
import { scopesToRequest } from '../../revenuecat/scopes.js';
import { approve } from '../support/connect.js';
import { eventually } from '../support/eventually.js';
import type { HealthStage } from './stage.js';
import type { WatchedAccount } from './watched-account.js';

const DAY = 24 * 3_600_000;
const taken = new Map<string, StoredCredential>();

async function pathOf(account: WatchedAccount, { projectId }: HealthStage): Promise<string> {
  return credentialPath({ projectId, credentialId: (await account.row()).credential_id ?? '' });
}

/** What Vault has of the account's credential; null if nothing. */
export async function inVault(account: WatchedAccount, stage: HealthStage) {
  return stage.deps.vault.read<StoredCredential>('credentials', await pathOf(account, stage));
}

async function put(account: WatchedAccount, stage: HealthStage, data: StoredCredential): Promise<void> {
  const version = (await inVault(account, stage))?.version ?? 0;
  await stage.deps.vault.write('credentials', await pathOf(account, stage), data, version);
}

/** Somebody deletes the account's credential in Vault. */
export async function emptyVault(account: WatchedAccount, stage: HealthStage): Promise<void> {
  const stored = await inVault(account, stage);
  assert.ok(stored);
  taken.set(account.id, stored.data);
  await stage.deps.vault.destroy('credentials', await pathOf(account, stage));
}

/** An operator brings back what {@link emptyVault} took. */
export async function refillVault(account: WatchedAccount, stage: HealthStage): Promise<void> {
  const data = taken.get(account.id);
  assert.ok(data);
  await put(account, stage, data);
}

/** An operator stores a pair that the developer approved past us: a newer version. */
export async function freshPair(account: WatchedAccount, stage: HealthStage): Promise<void> {
  const scopes = scopesToRequest(false);
  const { code, verifier } = await approve(stage, scopes, account.there.developerId);
  const outcome = await exchangeCode(oauthSettings(stage.config), code, verifier);
  assert.equal(outcome.kind, 'granted');
  await put(account, stage, toStored(outcome.pair, Date.now(), { refresh: undefined, scopes }));
}

/** As if the account's pair had been handed out 31 days ago; returns once its workflow goes by that. */
export async function ageGrant(account: WatchedAccount, stage: HealthStage): Promise<void> {
  const stored = await inVault(account, stage);
  assert.ok(stored);
  await put(account, stage, { ...stored.data, obtained_at: Date.now() - 31 * DAY });
  await account.there.asksForRefresh();
  await eventually(async () => assert.equal((await account.row()).credential_version, stored.version + 1), {
    within: '20s',
  });
}
