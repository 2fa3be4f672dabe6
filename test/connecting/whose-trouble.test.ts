import assert from 'node:assert/strict';

import { ActivityFailure, ApplicationFailure, RetryState, TimeoutFailure } from '@temporalio/common';

import { demoDevelopers } from '../../simulator/demo.js';
import { lastFailureType } from '../../workflows/failures.js';
import { eventually } from '../support/eventually.js';
import { Owner } from './owner.js';
import { type Stage, startStage } from './stage.js';

describe('An attempt that our own side keeps from its end', function () {
  this.timeout(120_000);
  let stage: Stage;
  after(() => stage?.stop());

  it('is not told as RevenueCat being silent: a worker that has no client of ours', async () => {
    stage = await startStage({ settings: { REVENUECAT_CLIENT_ID: '' } });
    const owner = await Owner.of(stage);
    const begun = await owner.begin();
    await owner.approve(begun, { developerId: demoDevelopers.dana });
    await eventually(
      async () => {
        const { body } = await owner.ask('GET', `/connections/${begun.id}`);
        assert.equal(body.status, 'failed');
        assert.match(body.problem.type, /client-misconfigured$/);
      },
      { within: '60s' },
    );
  });

  it('names what the last try met, where the time for all tries is over', () => {
    const last = ApplicationFailure.retryable('Vault is sealed.', 'VaultUnavailable');
    const failed = (cause: Error) =>
      new ActivityFailure('No.', 'exchangeCode', '1', RetryState.TIMEOUT, 'worker', cause);
    const over = new TimeoutFailure('Too late.', undefined, 'SCHEDULE_TO_CLOSE');
    assert.equal(lastFailureType(failed(over)), 'TimedOut');
    const afterTries = Object.defineProperty(over, 'cause', { value: last });
    assert.equal(lastFailureType(failed(afterTries)), 'VaultUnavailable');
    assert.equal(lastFailureType(failed(last)), 'VaultUnavailable');
  });
});
