import assert from 'node:assert/strict';

import { credentialPath } from '../../activities/credentials/store.js';
import { eventually } from '../support/eventually.js';
import type { Lines } from '../support/lines.js';
import { type HealthStage, startHealthStage } from './stage.js';
import type { WatchedAccount } from './watched-account.js';

describe('An outage', function () {
  this.timeout(90_000);
  const stages: HealthStage[] = [];
  /** One account each behind the line that is cut. */
  let withoutVault: WatchedAccount;
  let withoutPostgres: WatchedAccount;
  let withoutRevenueCat: WatchedAccount;
  /** Unhealthy before. */
  let lost: WatchedAccount;
  let revoked: WatchedAccount;

  before(async () => {
    const options = { lines: true, simulator: { settings: { accessTokenSeconds: 6 } } };
    stages.push(...(await Promise.all([1, 2, 3].map(() => startHealthStage(options)))));
    const [vaults, postgres, revenueCats] = stages as [HealthStage, HealthStage, HealthStage];
    [withoutVault, lost, withoutPostgres, revoked, withoutRevenueCat] = await Promise.all([
      ...([vaults.account(), vaults.account(), postgres.account(), postgres.account()] as const),
      revenueCats.account(),
    ]);
    const credentialId = (await lost.row()).credential_id ?? '';
    const path = credentialPath({ projectId: vaults.projectId, credentialId });
    await vaults.deps.vault.destroy('credentials', path);
    await revoked.there.withdraw();
    await Promise.all([lost.becomes('token_lost'), revoked.becomes('token_revoked')]);
    line(0, 'vault').snap();
    line(1, 'postgres').snap();
    // Just refreshed: a send that the cut would hit is lost, which is another story.
    const { credential_version: version } = await withoutRevenueCat.row();
    await eventually(async () => (await withoutRevenueCat.row()).credential_version > version, {
      within: '20s',
    });
    await line(2, 'revenueCat').unplug();
  });
  after(() => Promise.all(stages.map((stage) => stage.stop())));

  function line(stage: number, name: keyof Lines) {
    const lines = stages[stage]?.lines;
    assert.ok(lines);
    return lines[name];
  }

  const ourTrouble = async (account: WatchedAccount) =>
    (await account.view()).warnings.some(({ kind }) => kind === 'our_trouble');
  const inTrouble = async (account: WatchedAccount) => (await account.state()).ourTroubleSince !== null;

  it('of Postgres is trouble on our side in Temporal, since the row cannot say so', async () => {
    for (const account of [withoutPostgres, revoked]) {
      await eventually(() => inTrouble(account), { within: '30s' });
      assert.match((await account.inTemporal()).details, /trouble on our side since .*DatabaseUnavailable/);
    }
    await line(1, 'postgres').plugIn();
    await withoutPostgres.syncs('complete');
    await revoked.syncs('skipped token_revoked');
    for (const account of [withoutPostgres, revoked]) {
      await eventually(async () => !(await inTrouble(account)));
      await eventually(async () => !(await ourTrouble(account)));
    }
    assert.deepEqual(await withoutPostgres.edges(), []);
    assert.deepEqual(await revoked.edges(), ['unhealthy token_revoked']);
  });

  it('of Vault is a warning, and slots without access are lost to our trouble, not to RevenueCat', async () => {
    await eventually(async () => (await withoutVault.slots()).includes('failed our_trouble'), {
      within: '40s',
    });
    for (const account of [withoutVault, lost]) await eventually(() => ourTrouble(account));
    assert.equal((await withoutVault.view()).health.status, 'healthy');
    assert.equal((await lost.view()).health.cause, 'token_lost');
    assert.match((await withoutVault.inTemporal()).details, /trouble on our side since .*VaultUnavailable/);
  });

  it('of Vault leaves no mark once Vault is back', async () => {
    await line(0, 'vault').plugIn();
    await withoutVault.syncs('complete');
    await lost.syncs('skipped token_lost', 2);
    for (const account of [withoutVault, lost])
      await eventually(async () => !(await ourTrouble(account)), { within: '20s' });
    assert.deepEqual(await withoutVault.edges(), []);
    const sends = await withoutVault.there.refreshes();
    assert.deepEqual([...new Set(sends.map(({ outcome }) => outcome))], ['answered']);
  });

  it('of RevenueCat, token endpoint and all, is provider_unavailable and none of our trouble', async () => {
    await withoutRevenueCat.becomes('provider_unavailable');
    assert.ok((await withoutRevenueCat.slots()).includes('failed provider_unavailable'));
    assert.ok(!(await ourTrouble(withoutRevenueCat)));
  });

  it('of RevenueCat ends without anybody approving anew', async () => {
    await line(2, 'revenueCat').plugIn();
    await withoutRevenueCat.becomes(null);
    await withoutRevenueCat.syncs('complete');
    const edges = ['unhealthy provider_unavailable', 'healthy provider_unavailable'];
    assert.deepEqual(await withoutRevenueCat.edges(), edges);
    const sends = await withoutRevenueCat.there.refreshes();
    assert.deepEqual([...new Set(sends.map(({ outcome }) => outcome))], ['answered']);
  });
});
