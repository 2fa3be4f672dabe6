import '../support/quiet-runtime.js';

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { MockActivityEnvironment } from '@temporalio/testing';

import { createNotifyActivities, type HealthChange } from '../../activities/notifications.js';
import { loadConfig } from '../../clients/config.js';
import { createLog } from '../../clients/log.js';
import type { Database } from '../../clients/postgres.js';
import { openOwnDatabase, type OwnDatabase } from '../support/own-database.js';

describe('a change of health', () => {
  const log = createLog('test', 'silent');
  const [projectId, accountId] = ['prj_1', 'acc_1'];
  let own: OwnDatabase;
  let owner: Database;
  let worker: Database;
  let receiver: Server;
  let status = 200;
  let received: HealthChange[] = [];

  before(async () => {
    own = await openOwnDatabase();
    ({ owner, worker } = own);
    await owner.prisma.projects.create({ data: { id: projectId, name: 'Acme', currency: 'USD' } });
    await owner.prisma.revenuecat_accounts.create({
      data: {
        project_id: projectId,
        id: accountId,
        revenuecat_project_id: 'proj1',
        revenuecat_project_name: 'Acme Pro',
        revenuecat_project_created_at: new Date(0),
        status: 'connected',
        credential_kind: 'oauth',
        budget_key: 'key',
      },
    });
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (status === 200) received.push(JSON.parse(Buffer.concat(chunks).toString()) as HealthChange);
        response.writeHead(status).end();
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
  });
  after(async () => {
    receiver.close();
    await own.close();
  });
  beforeEach(async () => {
    status = 200;
    received = [];
    await owner.prisma.timeline_entries.deleteMany();
  });

  const happened = (id: string, kind: string, cause: string | null, minutesAgo: number) =>
    owner.prisma.timeline_entries.create({
      data: {
        ...{ project_id: projectId, account_id: accountId, id, kind, cause, message: '' },
        at: new Date(Date.now() - minutesAgo * 60_000),
      },
    });

  function post(to: string | undefined = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`) {
    const config = loadConfig({ NOTIFICATIONS_URL: to, PUBLIC_URL: 'https://revenue.example' });
    const activities = createNotifyActivities({ config, database: worker, log });
    return new MockActivityEnvironment().run((): Promise<number> => activities.postHealthChanges());
  }

  it('is posted once, both edges in order, and nothing else is', async () => {
    await happened('2', 'healthy', 'token_revoked', 1);
    await happened('1', 'unhealthy', 'token_revoked', 2);
    await happened('3', 'paused', null, 1);
    assert.equal(await post(), 2);
    assert.equal(await post(), 0);
    assert.deepEqual(
      received.map(({ id, status, cause }) => [id, status, cause]),
      [
        ['acc_1-1', 'unhealthy', 'token_revoked'],
        ['acc_1-2', 'healthy', 'token_revoked'],
      ],
    );
    assert.equal(
      received[0]?.text,
      'Acme Pro (Acme) needs attention (token_revoked): https://revenue.example/projects/prj_1/settings',
    );
  });

  it('waits while the receiver refuses, and is posted when it takes it', async () => {
    await happened('1', 'unhealthy', 'token_lost', 2);
    status = 503;
    assert.equal(await post(), 0);
    status = 200;
    assert.equal(await post(), 1);
  });

  it('is no news after a day, and goes nowhere where no address is set', async () => {
    await happened('1', 'unhealthy', 'token_lost', 25 * 60);
    assert.equal(await post(), 0);
    await happened('2', 'unhealthy', 'token_lost', 1);
    assert.equal(await post(''), 0);
  });
});
