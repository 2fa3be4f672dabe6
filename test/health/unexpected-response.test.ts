import assert from 'node:assert/strict';

import { type HealthStage, startHealthStage } from './stage.js';
import type { WatchedAccount } from './watched-account.js';

const NO = { type: 'authorization_error', message: 'No.' };
/** What one chart, or each, can answer. */
const UNREADABLE = { kind: 'answer', status: 200, body: { object: 'chart' } };
const QUESTION_REFUSED = {
  kind: 'answer',
  status: 400,
  body: { type: 'parameter_error', message: 'Unknown selector.' },
};
const PART = [{ kind: 'answer', status: 403, body: NO }, UNREADABLE, { kind: 'error', status: 500 }];

describe('unexpected_response: RevenueCat answers, and not one chart can be read', function () {
  this.timeout(90_000);
  let stage: HealthStage;
  let whole: WatchedAccount[];
  let parts: WatchedAccount[];
  let limited: WatchedAccount;
  let mends: (() => Promise<unknown>)[];

  before(async () => {
    stage = await startHealthStage();
    const all = await Promise.all([1, 2, 3, 4, 5, 6].map(() => stage.account()));
    [whole, parts, limited] = [all.slice(0, 2), all.slice(2, 5), all.at(-1) as WatchedAccount];
    const spoil = async ({ there }: WatchedAccount, fault: object) =>
      (await there.fails({ endpoint: 'charts', kind: '', ...fault })).mend;
    mends = await Promise.all(
      whole.map((account, index) => spoil(account, index === 0 ? UNREADABLE : QUESTION_REFUSED)),
    );
    await Promise.all(parts.map((account, index) => spoil(account, { chart: 'actives', ...PART[index] })));
    await spoil(limited, { kind: 'rate_limit', retry_after_seconds: 1, times: 4 });
  });
  after(() => stage?.stop());

  it('is said after one run, and is ours to correct', async () => {
    await Promise.all(whole.map((account) => account.becomes('unexpected_response')));
    for (const account of whole) {
      const { health, next_sync_at } = await account.view();
      assert.match(health.message ?? '', /in a form we cannot read.* nothing for you to do/);
      assert.equal(health.action, null);
      assert.ok(Date.parse(next_sync_at ?? '') > 0);
      assert.notEqual((await account.state()).health.detail, null);
      assert.equal((await account.slots()).filter((slot) => slot.startsWith('failed')).length, 1);
    }
  });

  it('does not keep the slots from being tried', async () => {
    await Promise.all([whole[0]?.syncs('failed unexpected', 2), whole[1]?.syncs('failed refused', 2)]);
  });

  it('ends by itself once a chart can be read', async () => {
    await Promise.all(
      whole.map(({ there }) => there.fails({ endpoint: 'charts', chart: 'mrr', ...UNREADABLE })),
    );
    await Promise.all(mends.map((mend) => mend()));
    await Promise.all(whole.map((account) => account.becomes(null)));
    for (const account of whole)
      assert.deepEqual(await account.edges(), [
        'unhealthy unexpected_response',
        'healthy unexpected_response',
      ]);
  });

  it('is not said of one broken chart among others: its metrics are missing, and a warning names them', async () => {
    const causes = ['refused', 'unexpected', 'transient'];
    await Promise.all(parts.map((account, index) => account.syncs(`partial ${causes[index]}`, 2)));
    for (const account of parts) {
      assert.deepEqual(await account.edges(), []);
      const { warnings } = await account.view();
      const missing = warnings.find(({ kind }) => kind === 'metrics_missing');
      assert.match(missing?.message ?? '', /active_subscriptions/);
    }
  });

  it("is not said of RevenueCat's limit: the run waits, and is complete", async () => {
    await limited.syncs('complete');
    assert.equal(await limited.there.requests({ status: 429 }), 4);
    assert.deepEqual(await limited.edges(), []);
    assert.ok(!(await limited.slots()).some((slot) => slot.startsWith('failed')));
  });
});
