import assert from 'node:assert/strict';

import { fuzzWebhooks } from './fuzz.js';

/** A small part of `npm run fuzz:webhooks`, the same each time. */
describe('Whatever is sent to the webhook address,', function () {
  this.timeout(300_000);

  it('is answered without a fault of ours; each acknowledged body is one row, processed once, or one quarantine entry, and no other is', async () => {
    const { statuses, internalErrors, bystander } = await fuzzWebhooks({ requests: 3_000, seed: 20_261_122 });
    assert.equal(internalErrors, 0);
    assert.deepEqual(bystander, { events: 0, inbox: 0, quarantine: 0 });
    for (const status of [200, 400, 401, 404, 413, 415, 431, null]) {
      assert.ok((statuses.get(status) ?? 0) > 0, `${status} was never met: ${[...statuses].join(' ')}`);
    }
  });
});
