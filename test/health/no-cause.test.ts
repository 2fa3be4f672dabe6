import assert from 'node:assert/strict';

import { pauseUpdate, resumeUpdate } from '../../workflows/messages.js';
import { eventually } from '../support/eventually.js';
import { answer, DENIED } from './answers.js';
import { type HealthStage, startHealthStage } from './stage.js';
import { ageGrant } from './vault-side.js';
import type { WatchedAccount } from './watched-account.js';

/** How a refresh can fail once, with the token unspent. */
const REFRESH_FAULTS = {
  'answers 503': { kind: 'error', status: 503 },
  'answers with a page of HTML': { kind: 'error', status: 502, body: 'html' },
  'answers 401 without a word why': answer(401, DENIED),
  'breaks the connection': { kind: 'drop_before' },
  'asks for patience': { kind: 'rate_limit', retry_after_seconds: 1 },
  // Longer than we wait, and than this test takes.
  'does not answer in time': { kind: 'slow', milliseconds: 120_000 },
};
/** How one chart can be missing, and how the run names it. */
const CHART_FAULTS = {
  refused: answer(403, DENIED),
  unexpected: answer(200, { object: 'chart' }),
  transient: { kind: 'error', status: 500 },
};

describe('An account stays healthy', function () {
  this.timeout(90_000);
  let stage: HealthStage;
  const accounts = new Map<string, WatchedAccount>();

  before(async () => {
    stage = await startHealthStage();
    const oauth = [...Object.keys(REFRESH_FAULTS), ...Object.keys(CHART_FAULTS), 'old', 'limited'];
    await Promise.all([
      ...oauth.map(async (name) => accounts.set(name, await stage.account())),
      stage.account('api_key').then((account) => accounts.set('key', account)),
    ]);
    for (const [name, fault] of Object.entries(REFRESH_FAULTS)) {
      await of(name).there.fails({ endpoint: 'token', ...fault, times: 1 });
      await of(name).there.asksForRefresh();
    }
    for (const [name, fault] of Object.entries(CHART_FAULTS))
      await of(name).there.fails({ endpoint: 'charts', chart: 'actives', ...fault });
    const limit = { kind: 'rate_limit', retry_after_seconds: 1, times: 4 };
    await of('limited').there.fails({ endpoint: 'charts', ...limit });
  });
  after(() => stage?.stop());
  afterEach(async () => {
    for (const [name, account] of accounts) assert.deepEqual(await account.edges(), [], name);
  });

  const of = (name: string): WatchedAccount => {
    const account = accounts.get(name);
    assert.ok(account);
    return account;
  };
  const warnings = async (account: WatchedAccount) =>
    (await account.view()).warnings.map(({ kind, message }) => `${kind}: ${message}`).join('\n');
  const hasVersion = (account: WatchedAccount, version: number) =>
    eventually(async () => assert.equal((await account.row()).credential_version, version), {
      within: '30s',
    });

  for (const name of Object.keys(REFRESH_FAULTS)) {
    it(`when RevenueCat ${name} to a refresh: the next one succeeds, and nobody approves anew`, async () => {
      await hasVersion(of(name), 2);
      await of(name).syncs('complete');
      assert.equal((await of(name).there.refreshes()).length, 2);
      await of(name).terminate();
    });
  }

  for (const cause of Object.keys(CHART_FAULTS)) {
    it(`when one chart among others is ${cause}: its metric is missing, and a warning names it`, async () => {
      await of(cause).syncs(`partial ${cause}`, 2, 0);
      assert.match(await warnings(of(cause)), /metrics_missing: .*active_subscriptions/);
      await of(cause).terminate();
    });
  }

  it("at RevenueCat's limit: the run waits, and is complete", async () => {
    await eventually(async () => assert.equal(await of('limited').there.requests({ status: 429 }), 4), {
      within: '20s',
    });
    await of('limited').syncs('complete');
    assert.ok(!(await of('limited').slots()).some((slot) => slot.startsWith('failed')));
  });

  it('when its grant is older than a month, until RevenueCat says otherwise: a refresh makes it young', async () => {
    const old = of('old');
    await ageGrant(old, stage);
    assert.match(await warnings(old), /access_ageing: /);
    assert.ok(Date.parse((await old.view()).credential.refresh_expires_at_estimate ?? '') < Date.now());
    assert.equal((await old.there.refreshes()).length, 0);
    await old.there.asksForRefresh();
    await hasVersion(old, 3);
    assert.equal((await old.there.refreshes()).length, 1);
    assert.doesNotMatch(await warnings(old), /access_ageing/);
  });

  it('with an API key: it syncs, pauses and resumes like any other, and never refreshes', async () => {
    const key = of('key');
    await key.handle.executeUpdate(pauseUpdate);
    assert.equal((await key.view()).next_sync_at, null);
    await key.handle.executeUpdate(resumeUpdate);
    await key.syncs('complete');
    const { access_expires_at, refresh_expires_at_estimate } = (await key.view()).credential;
    assert.deepEqual([access_expires_at, refresh_expires_at_estimate], [null, null]);
    assert.equal((await key.spent()).renewals, 0);
  });
});
