import assert from 'node:assert/strict';

import { demoDevelopers } from '../../simulator/demo.js';
import { Owner } from '../connecting/owner.js';
import { type Stage, startStage } from '../connecting/stage.js';
import { eventually } from '../support/eventually.js';

const FORBIDDEN = { object: 'error', type: 'authorization_error', message: 'No.', retryable: false };

describe('When every chart is refused', function () {
  this.timeout(120_000);
  let stage: Stage;
  let owner: Owner;
  let id: string;
  before(async () => {
    stage = await startStage();
    owner = await Owner.of(stage);
    id = await owner.connect(demoDevelopers.oskar);
    await eventually(async () => assert.ok((await owner.account(id)).last_published_at), { within: '60s' });
  });
  afterEach(() => stage.revenuecat('DELETE', '/faults'));
  after(() => stage?.stop());

  /** Syncs while the list of RevenueCat projects is answered so. @returns the id of the run. */
  async function syncWhileListing(status: number, body: unknown): Promise<string> {
    const faults = { kind: 'answer', times: null };
    await stage.revenuecat('DELETE', '/faults');
    await stage.revenuecat('POST', '/faults', {
      endpoint: 'charts',
      status: 403,
      body: FORBIDDEN,
      ...faults,
    });
    await stage.revenuecat('POST', '/faults', { endpoint: 'projects', status, body, ...faults });
    const before = (await owner.account(id)).last_sync?.id;
    const asked = await owner.ask('POST', `/accounts/${id}/sync`);
    assert.ok([200, 202].includes(asked.status), asked.text);
    return eventually(
      async () => {
        const { last_sync: run } = await owner.account(id);
        assert.ok(run !== null && run.id !== before);
        return run.id;
      },
      { within: '60s' },
    );
  }

  it('and the list cannot be read or is not found, no permission is blamed, and syncs go on', async () => {
    await syncWhileListing(200, { unheard: 'of' });
    // Each sync is accepted only if the one before has blamed nothing that the owner would have to mend.
    await syncWhileListing(404, { ...FORBIDDEN, type: 'resource_missing' });
    await syncWhileListing(400, { ...FORBIDDEN, type: 'parameter_error' });
    const { cause, action } = (await owner.account(id)).health;
    assert.deepEqual([cause, action], ['unexpected_response', null]);
  });

  it('and listing is refused as well, the permission is what is missing', async () => {
    await syncWhileListing(403, FORBIDDEN);
    assert.equal(
      (await owner.untilHealth(id, 'insufficient_scope')).health.action,
      'reconnect_with_permissions',
    );
  });
});
