import assert from 'node:assert/strict';

import { DEMO_API_KEY, demoDevelopers } from '../../simulator/demo.js';
import { renewal } from '../ingest/deliver.js';
import { eventually } from '../support/eventually.js';
import { Owner } from './owner.js';
import { type Stage, startStage } from './stage.js';

describe('A RevenueCat project', function () {
  this.timeout(120_000);
  const { dana } = demoDevelopers;
  let stage: Stage;
  let owner: Owner;
  before(async () => {
    stage = await startStage();
  });
  beforeEach(async () => {
    owner = await Owner.of(stage);
  });
  after(() => stage?.stop());

  const published = (id: string) =>
    eventually(async () => assert.ok((await owner.account(id)).last_published_at), { within: '60s' });
  const rowOf = (id: string) =>
    stage.worker.owner.prisma.revenuecat_accounts.findFirstOrThrow({ where: { id } });
  const disconnected = async (id: string) => {
    await owner.ask('DELETE', `/accounts/${id}`);
    return owner.receipt(id);
  };

  it('that is connected after a disconnect is the same account with all its history', async () => {
    const id = await owner.connect(dana, 'Acme iOS');
    await published(id);
    const event = renewal();
    await owner.delivered(id, event);
    const { kept } = await disconnected(id);
    assert.equal(kept.events, 1);
    assert.equal(await owner.deliverTo(id), 404);

    const before = await rowOf(id);
    assert.notEqual(before.webhook_last_event_at, null);
    assert.equal(await owner.connect(dana, 'Acme iOS'), id);
    const after = await rowOf(id);
    assert.deepEqual([after.status, after.generation], ['connected', before.generation + 1]);
    // What was refused meanwhile must not look like a webhook that fails.
    assert.deepEqual(
      [after.webhook_verified_at, after.webhook_last_event_at, after.reconciliation],
      [null, null, null],
    );
    assert.equal(
      (await owner.ask('GET', `/accounts/${id}/receipt`)).status,
      404,
      'no receipt while connected',
    );
    const { body: events } = await owner.ask('GET', `/revenue/events?accounts=${id}`);
    assert.deepEqual(
      events.items.map(({ event_id }) => event_id),
      [event['id']],
    );
    const { metric_points } = (await owner.account(id)).kept;
    assert.ok(metric_points >= kept.metric_points, `${metric_points} of ${kept.metric_points}`);

    await owner.delivered(id, renewal());
    await eventually(async () => assert.ok((await rowOf(id)).last_published_at! > before.disconnected_at!), {
      within: '60s',
    });
    const { body: timeline } = await owner.ask('GET', `/accounts/${id}/timeline?limit=200`);
    const acts = timeline.items.map(({ kind }) => kind).filter((kind) => /connect/.test(kind));
    assert.deepEqual(acts.toReversed(), ['connected', 'disconnecting', 'disconnected', 'connected']);
  });

  it('that its developer has made since shares the limit of those that were connected before', async () => {
    const before = await owner.connect(dana, 'Acme iOS');
    const name = `Acme Web of ${owner.tenant.id}`;
    await stage.revenuecat('POST', '/projects', { name, developer_ids: [dana] });
    const added = await owner.connect(dana, name);
    assert.equal((await rowOf(added)).budget_key, (await rowOf(before)).budget_key);
    // Another developer's, in the same project of ours, has a limit of its own.
    const other = await owner.connect(demoDevelopers.oskar);
    assert.notEqual((await rowOf(other)).budget_key, (await rowOf(before)).budget_key);
  });

  it('that is reconnected after a disconnect needs no choice and is the same account', async () => {
    const id = await owner.connect(dana, 'Acme iOS');
    await published(id);
    await disconnected(id);
    const reply = await owner.connectByKey(DEMO_API_KEY, { account_id: id });
    assert.deepEqual([reply.body.status, reply.body.account_id], ['bound', id]);
    assert.equal((await owner.account(id)).status, 'connected');
    assert.equal((await stage.secretsOf(owner.tenant.id)).length, 1);
  });

  for (const which of ['never was connected', 'was disconnected'] as const) {
    it(`that ${which} and is chosen twice at once has one account; the loser's access is deleted`, async () => {
      if (which === 'was disconnected') await disconnected(await owner.connect(dana, 'Acme iOS'));
      const attempts = [await owner.begin(), await owner.begin(), await owner.begin()];
      for (const begun of attempts) await owner.approve(begun, { developerId: dana });
      const choices = await Promise.all(
        attempts.map(async ({ id }) => {
          const { revenuecat_projects: listed } = await owner.until(id, 'awaiting_choice');
          return { id, project: listed.find(({ name }) => name === 'Acme iOS')?.id };
        }),
      );
      const replies = await Promise.all(choices.map(({ id, project }) => owner.choose(id, project)));
      assert.deepEqual(replies.map(({ status }) => status).sort(), [201, 409, 409]);
      for (const [index, reply] of replies.entries()) {
        const { id } = choices[index] ?? { id: '' };
        if (reply.status === 201) {
          assert.equal((await owner.attempt(id)).status, 'bound');
        } else {
          assert.equal(reply.body.type, '/problems/already-connected');
          await owner.untilFailed(id, 'already-connected');
        }
      }
      assert.equal((await stage.secretsOf(owner.tenant.id)).length, 1);
      const { body } = await owner.ask('GET', '/accounts');
      assert.equal(body.items.length, 1);
    });
  }

  it('can be connected by two projects, and one disconnecting it does not touch the other', async () => {
    const neighbour = await Owner.of(stage);
    const [mine, theirs] = [await owner.connect(dana, 'Acme iOS'), await neighbour.connect(dana, 'Acme iOS')];
    assert.notEqual(mine, theirs);
    await disconnected(mine);
    assert.equal((await neighbour.account(theirs)).status, 'connected');
    assert.equal((await stage.secretsOf(neighbour.tenant.id)).length, 1);
  });
});
