import assert from 'node:assert/strict';

import { bodyOf, deliver, renewal } from './deliver.js';
import { type Stage, startStage } from './stage.js';
import { closeGate, makeTenant, nameApp, NOTHING, rowsOf, type Tenant } from './tenant.js';

/** Accounts are named by their place: 0 and 1 of the project, `stranger` of another one. */
interface Case {
  readonly title: string;
  readonly accounts: number;
  readonly disconnected?: readonly number[];
  /** App `app-of-0` is known to belong to account 0, and so on. */
  readonly apps?: readonly number[];
  readonly named?: number | 'stranger' | 'nobody' | 'not an id';
  readonly appId?: unknown;
  readonly goesTo: number | 'unrouted' | 'nobody';
}

const CASES: readonly Case[] = [
  { title: 'the named account', accounts: 2, named: 1, goesTo: 1 },
  {
    title: 'the named account, whose app is known',
    accounts: 2,
    apps: [1],
    named: 1,
    appId: 'app-of-1',
    goesTo: 1,
  },
  { title: 'the named account, whose app is unknown', accounts: 2, named: 1, appId: 'new', goesTo: 1 },
  {
    title: "nowhere when the app is another account's",
    accounts: 2,
    apps: [0],
    named: 1,
    appId: 'app-of-0',
    goesTo: 'unrouted',
  },
  {
    title: 'nobody when the named account is disconnected',
    accounts: 2,
    disconnected: [1],
    named: 1,
    goesTo: 'nobody',
  },
  {
    title: "nobody when the named account is another project's",
    accounts: 1,
    named: 'stranger',
    goesTo: 'nobody',
  },
  { title: 'nobody when there is no such account', accounts: 1, named: 'nobody', goesTo: 'nobody' },
  { title: 'nobody when what is named is no id', accounts: 1, named: 'not an id', goesTo: 'nobody' },
  { title: 'the account of its app', accounts: 2, apps: [0, 1], appId: 'app-of-1', goesTo: 1 },
  {
    title: 'nobody when the account of its app is disconnected',
    accounts: 2,
    disconnected: [1],
    apps: [1],
    appId: 'app-of-1',
    goesTo: 'nobody',
  },
  { title: 'nowhere when its app is unknown', accounts: 2, apps: [0], appId: 'new', goesTo: 'unrouted' },
  {
    title: 'nowhere when its app is unknown, also with one account',
    accounts: 1,
    appId: 'new',
    goesTo: 'unrouted',
  },
  { title: 'the only account when it names no app', accounts: 1, goesTo: 0 },
  { title: 'the only account when its app is no text', accounts: 1, appId: 7, goesTo: 0 },
  { title: 'nowhere when it names no app and there are two accounts', accounts: 2, goesTo: 'unrouted' },
  {
    title: 'nowhere when it names no app and there once was a second account',
    accounts: 2,
    disconnected: [0],
    goesTo: 'unrouted',
  },
  { title: 'nobody when the only account is disconnected', accounts: 1, disconnected: [0], goesTo: 'nobody' },
  {
    title: 'nobody when all accounts are disconnected',
    accounts: 2,
    disconnected: [0, 1],
    appId: 'new',
    goesTo: 'nobody',
  },
  { title: 'nobody when there is no account', accounts: 0, goesTo: 'nobody' },
];

describe('A delivery goes to', () => {
  let stage: Stage;
  let stranger: Tenant;

  before(async () => {
    stage = await startStage();
    stranger = await makeTenant(stage);
    await nameApp(stage, stranger.projectId, stranger.accounts[0] ?? '', 'new');
  });
  after(async () => {
    assert.deepEqual(await rowsOf(stage, stranger), NOTHING);
    await stage.close();
  });

  for (const example of CASES) {
    it(example.title, async () => {
      const tenant = await makeTenant(stage, { accounts: example.accounts });
      const { projectId, accounts } = tenant;
      const accountAt = (n: number) => accounts[n] ?? assert.fail();
      for (const n of example.apps ?? []) await nameApp(stage, projectId, accountAt(n), `app-of-${n}`);
      for (const n of example.disconnected ?? []) await closeGate(stage, projectId, accountAt(n));
      const others = { stranger: stranger.accounts[0] ?? '', nobody: 'acc_nobody', 'not an id': 'a b' };
      const { named } = example;
      const account = typeof named === 'number' ? accountAt(named) : named && others[named];

      const body = bodyOf(renewal({ app_id: example.appId }));
      const sent = await deliver(stage, tenant, body, account === undefined ? {} : { account });

      const events = await stage.owner.prisma.revenue_events.findMany({ where: { project_id: projectId } });
      const inbox = await stage.owner.prisma.event_inbox.findMany({ where: { project_id: projectId } });
      if (example.goesTo === 'nobody') {
        assert.equal(sent.status, 404, sent.text);
        assert.equal((JSON.parse(sent.text) as { type: string }).type, '/problems/webhook-not-accepted');
        assert.deepEqual([events, inbox], [[], []]);
        return;
      }
      assert.equal(sent.status, 200, sent.text);
      const goal = example.goesTo === 'unrouted' ? null : accountAt(example.goesTo);
      assert.deepEqual(
        events.map(({ account_id }) => account_id),
        [goal],
      );
      assert.deepEqual(
        inbox.map(({ account_id }) => account_id),
        goal === null ? [] : [goal],
      );
    });
  }
});
