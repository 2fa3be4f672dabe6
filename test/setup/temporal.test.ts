import assert from 'node:assert/strict';

import { Connection } from '@temporalio/client';

import { setupTemporal } from '../../setup/temporal.js';
import { services } from '../support/services.js';

describe('setup of Temporal', () => {
  it('makes the namespace with the four search attributes, and can be repeated', async () => {
    const { temporalAddress: address } = await services();
    const namespace = 'another';
    await setupTemporal({ address, namespace });
    await setupTemporal({ address, namespace });
    const connection = await Connection.connect({ address });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    await connection.close();
    for (const name of ['RevenueHealth', 'RevenueHealthCause', 'LayersProjectId', 'RevenueCatProjectId']) {
      assert.ok(name in customAttributes, `${name} is missing`);
    }
  });
});
