import assert from 'node:assert/strict';

import { OAUTH_CLIENT } from '../support/worker-stack.js';
import { answer, DENIED, UNAUTHORIZED } from './answers.js';
import { type HealthStage, startHealthStage } from './stage.js';
import type { WatchedAccount } from './watched-account.js';

describe('Of two causes at once', function () {
  this.timeout(60_000);
  let stage: HealthStage;
  let barred: WatchedAccount;
  let revoked: WatchedAccount;
  let hidden: WatchedAccount;
  let refused: WatchedAccount;
  let byKey: WatchedAccount;

  before(async () => {
    stage = await startHealthStage();
    [barred, revoked, hidden, refused, byKey] = await Promise.all([
      ...([stage.account(), stage.account(), stage.account(), stage.account()] as const),
      stage.account('api_key'),
    ]);
    await Promise.all([barred, revoked].map(takeAway));
    await refused.there.fails({ endpoint: 'charts', ...answer(401, UNAUTHORIZED) });
    await refused.becomes('provider_unavailable');
  });
  after(() => stage?.stop());

  const takeAway = ({ there: { developerId, projectId } }: WatchedAccount) =>
    stage.revenueCat.ask('DELETE', `/developers/${developerId}/projects/${projectId}`);
  /** The secret that RevenueCat has of our client. */
  const register = (secret: string) =>
    stage.revenueCat.ask('POST', '/clients', {
      ...{ id: OAUTH_CLIENT.id, secret },
      redirect_uris: [`${stage.config.PUBLIC_URL}/api/oauth/revenuecat/callback`],
    });

  it('the graver is shown: a list that is refused, or a grant that is dead, rather than lost access', async () => {
    await Promise.all([barred.becomes('project_access_lost'), revoked.becomes('project_access_lost')]);
    await barred.there.fails({ endpoint: 'projects', ...answer(403, DENIED) });
    await revoked.there.withdraw();
    await Promise.all([barred.becomes('insufficient_scope'), revoked.becomes('token_revoked')]);
    assert.deepEqual(await barred.edges(), ['unhealthy project_access_lost', 'unhealthy insufficient_scope']);
    await revoked.syncs('skipped token_revoked', 2);
    assert.deepEqual(await revoked.edges(), ['unhealthy project_access_lost', 'unhealthy token_revoked']);
    assert.equal((await revoked.there.refreshes()).length, 1);
  });

  it('a client that is rejected is graver than a RevenueCat that does not answer, and hides a dead grant', async () => {
    await register('another-secret');
    await hidden.there.asksForRefresh();
    await Promise.all([hidden, refused].map((account) => account.becomes('client_misconfigured')));
    await hidden.there.withdraw();
    await hidden.syncs('skipped client_misconfigured', 2);
    assert.deepEqual(await hidden.edges(), ['unhealthy client_misconfigured']);
    await byKey.syncs('complete');
    assert.deepEqual(await byKey.edges(), []);
  });

  it('the other one shows once the one has ended', async () => {
    await register(OAUTH_CLIENT.secret);
    await Promise.all([hidden.becomes('token_revoked'), refused.becomes('provider_unavailable')]);
    assert.deepEqual(await hidden.edges(), ['unhealthy client_misconfigured', 'unhealthy token_revoked']);
    assert.equal((await hidden.there.refreshes()).at(-1)?.outcome, 'invalid_grant');
    assert.deepEqual(await refused.edges(), [
      'unhealthy provider_unavailable',
      'unhealthy client_misconfigured',
      'healthy client_misconfigured',
      'unhealthy provider_unavailable',
    ]);
  });

  it('of which one keeps us from looking for the other, a slot still costs one request', async () => {
    const account = await stage.account();
    await takeAway(account);
    await account.becomes('project_access_lost');
    await account.there.fails({ endpoint: 'projects', kind: 'error', status: 503 });
    const then = await account.spent();
    await account.syncs('skipped project_access_lost', 3);
    const now = await account.spent();
    const [looks, slots] = [now.requests - then.requests, now.slots - then.slots];
    assert.ok(Math.abs(looks - slots) <= 1, `${looks} looks in ${slots} slots`);
    assert.deepEqual(await account.edges(), ['unhealthy project_access_lost']);
  });
});
