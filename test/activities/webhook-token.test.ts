import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { noteRegisteredToken, readTokenInForce } from '../../activities/accounts/webhook-token.js';
import { createLog } from '../../clients/log.js';
import { connectDatabase, type Database } from '../../clients/postgres.js';
import { Vault } from '../../clients/vault.js';
import { makeBareAccount } from '../support/bare-account.js';
import { type FreshDatabase, freshDatabase, freshVaultMount, services } from '../support/services.js';

const HOUR = 60 * 60_000;
const OVERLAP = 60;
const hashOf = (token: string) => new Uint8Array(createHash('sha256').update(token).digest());

describe('The webhook token after a rotation', () => {
  let fresh: FreshDatabase;
  let owner: Database;
  let worker: Database;
  let vaults: { readonly api: Vault; readonly worker: Vault };
  let projectId: string;
  let made = 0;

  before(async () => {
    const [{ vaultAddr: address }, { mount, apiAuth, workerAuth }] = await Promise.all([
      services(),
      freshVaultMount(),
    ]);
    fresh = await freshDatabase();
    const options = { connections: 2, statementTimeout: 10_000, log: createLog('test', 'error') };
    owner = connectDatabase(fresh.migrationUrl, options);
    worker = connectDatabase(fresh.url, { ...options, role: 'revenue_worker' });
    vaults = {
      api: new Vault({ address, mount, auth: apiAuth }),
      worker: new Vault({ address, mount, auth: workerAuth }),
    };
  });
  beforeEach(async () => {
    projectId = `prj_${(made += 1)}`;
    await makeBareAccount(owner, { projectId, accountId: 'acc_1' }, { manage_webhook: true });
    const { prisma } = owner;
    const account = { project_id: projectId, credential_kind: 'oauth', budget_key: 'key' };
    const theirs = { revenuecat_project_name: 'Acme', revenuecat_project_created_at: new Date(0) };
    await prisma.revenuecat_accounts.createMany({
      data: [
        { id: 'acc_2', status: 'paused', manage_webhook: true },
        { id: 'acc_3', status: 'connected', manage_webhook: false },
        { id: 'acc_4', status: 'disconnected', manage_webhook: true },
      ].map((own) => ({ ...account, ...theirs, ...own, revenuecat_project_id: `of ${own.id}` })),
    });
    await prisma.revenue_layers.create({
      data: {
        project_id: projectId,
        currency: 'USD',
        webhook_token_hash: hashOf(`new ${projectId}`),
        previous_token_hash: hashOf(`old ${projectId}`),
        previous_valid_until: new Date(Date.now() + HOUR),
        overlap_seconds: OVERLAP,
      },
    });
  });
  after(async () => {
    await Promise.all([owner.close(), worker.close()]);
    await fresh.drop();
  });

  it('begins its overlap when RevenueCat has it for each account whose webhook is ours', async () => {
    assert.equal(await shortenedBy('acc_1'), false);
    assert.equal(await shortenedBy('acc_2'), true);
  });

  it('does not count as told where RevenueCat was given another one', async () => {
    await shortenedBy('acc_1');
    assert.equal(await shortenedBy('acc_2', `old ${projectId}`), false);
    assert.equal(await shortenedBy('acc_2'), true);
  });

  it('never makes the token before live longer', async () => {
    const soon = new Date(Date.now() + (OVERLAP / 2) * 1_000);
    await setUntil(soon);
    for (const account of ['acc_1', 'acc_2']) await shortenedBy(account);
    assert.deepEqual(await until(), soon);
    await setUntil(null);
    await shortenedBy('acc_2');
    assert.equal(await until(), null, 'what was ended at once stays ended');
  });

  it('is the one that works, also when Vault is one token ahead', async () => {
    const inForce = () => readTokenInForce({ vault: vaults.worker, database: worker }, projectId);
    assert.equal(await inForce(), null);
    const token = `new ${projectId}`;
    await vaults.api.write('webhook-tokens', projectId, { token }, 0);
    assert.equal(await inForce(), token);
    const ahead = { token: 'never in force', previous: token };
    await vaults.api.write('webhook-tokens', projectId, ahead, 1);
    assert.equal(await inForce(), token);
    await vaults.api.write('webhook-tokens', projectId, { token: 'another' }, 2);
    assert.equal(await inForce(), null);
  });

  /** Whether the end of the token before is nearer once RevenueCat has a token for this account. */
  async function shortenedBy(accountId: string, token = `new ${projectId}`): Promise<boolean> {
    const before = await until();
    await noteRegisteredToken({ database: worker }, { projectId, accountId }, token);
    const after = await until();
    return before !== null && after !== null && after < before;
  }

  async function until(): Promise<Date | null> {
    const where = { project_id: projectId };
    return (await owner.prisma.revenue_layers.findUniqueOrThrow({ where })).previous_valid_until;
  }

  async function setUntil(previous_valid_until: Date | null): Promise<void> {
    const where = { project_id: projectId };
    await owner.prisma.revenue_layers.update({ where, data: { previous_valid_until } });
  }
});
