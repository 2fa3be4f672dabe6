import assert from 'node:assert/strict';

import { demoDevelopers } from '../../simulator/demo.js';
import { Owner } from './owner.js';
import { type Stage, startStage } from './stage.js';

describe('A RevenueCat that allows one approval per person', function () {
  this.timeout(120_000);
  let stage: Stage;
  let owner: Owner;
  before(async () => {
    stage = await startStage();
    await stage.revenuecat('PATCH', '/settings', { new_consent_revokes_earlier: true });
    owner = await Owner.of(stage);
  });
  after(() => stage?.stop());

  it('ends the account connected before, and its owner reads which approval did it and what helps', async () => {
    const ios = await owner.connect(demoDevelopers.dana, 'Acme iOS');
    const android = await owner.connect(demoDevelopers.dana, 'Acme Android');
    const sync = await owner.ask('POST', `/accounts/${ios}/sync`);
    assert.ok([200, 202, 409].includes(sync.status), sync.text);

    const { health } = await owner.untilHealth(ios, 'token_revoked');
    assert.match(
      health.message ?? '',
      /^Our access to Acme iOS ended less than a minute after Acme Android was connected; .* with an API key/,
    );
    assert.equal(health.action, 'reconnect');
    const { body: timeline } = await owner.ask('GET', `/accounts/${ios}/timeline`);
    assert.equal(timeline.items.find(({ cause }) => cause === 'token_revoked')?.message, health.message);
    const refused = await owner.ask('POST', `/accounts/${ios}/sync`);
    assert.equal(refused.status, 409, refused.text);
    assert.equal(refused.body.detail, health.message);

    assert.equal((await owner.account(android)).health.cause, null, 'the newer approval lives');
  });
});
