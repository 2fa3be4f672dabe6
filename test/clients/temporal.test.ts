import type { Client } from '@temporalio/client';

import { connectTemporal } from '../../clients/temporal.js';
import { Cable } from '../support/cable.js';
import { eventually } from '../support/eventually.js';
import { services } from '../support/services.js';

describe('A client of Temporal', function () {
  this.timeout(90_000);
  let cable: Cable;
  let client: Client;

  before(async () => {
    const { temporalAddress } = await services();
    cable = await Cable.to(new URL(`http://${temporalAddress}`));
    client = connectTemporal(`127.0.0.1:${cable.port}`, 'default', {});
  });
  after(async () => {
    await client.connection.close();
    await cable.unplug();
  });

  it('reaches it within seconds of its return, however often it has tried in vain before', async () => {
    await eventually(answers, { within: '15s' });
    cable.snap();
    // By now the pauses between two tries would have grown to more than ten seconds, and later to two minutes.
    await eventually(async () => !(await answers()) && cable.refusals >= 6, {
      within: '60s',
      every: '100ms',
    });
    await cable.plugIn();
    await eventually(answers, { within: '7s', every: '100ms' });
  });

  async function answers(): Promise<boolean> {
    try {
      await client.withDeadline(Date.now() + 500, () => client.workflowService.getSystemInfo({}));
      return true;
    } catch {
      return false;
    }
  }
});
