import assert from 'node:assert/strict';

import { demoDevelopers } from '../../simulator/demo.js';
import type { account } from '../../workflows/account.js';
import type { AccountState } from '../../workflows/account/state.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import {
  accountStateQuery,
  cancelUpdate,
  disconnectSignal,
  pauseUpdate,
  resumeUpdate,
} from '../../workflows/messages.js';
import { ControlledRevenueCat } from '../end-to-end/revenuecat.js';
import { answer, DENIED, UNAUTHORIZED } from '../health/answers.js';
import { beginAttempt, connect, createProject } from '../support/connect.js';
import { eventually } from '../support/eventually.js';
import type { WorkerStack } from '../support/worker-stack.js';

const SOON = { within: '90s', every: '100ms' } as const;

/** An account that meets trouble of every kind, one after the other. @returns its workflow's id. */
export async function liveInTrouble(stack: WorkerStack): Promise<string> {
  const revenueCat = new ControlledRevenueCat(stack.simulator.url);
  const projectId = await createProject(stack);
  await stack.apiVault.write('webhook-tokens', projectId, { token: `rlwh_${projectId}` }, 0);
  const fails = (fault: object) => revenueCat.ask('POST', '/faults', { times: null, ...fault });
  // Making our webhook is answered to nobody.
  await fails({ endpoint: 'webhooks', kind: 'drop_after' });
  const by = { with: { developerId: demoDevelopers.oskar }, manageWebhook: true };
  const accountId = await connect(stack, { projectId, ...by });
  const workflowId = accountWorkflowId(accountId);
  const handle = stack.temporal.workflow.getHandle<typeof account>(workflowId);
  const until = (is: (state: AccountState) => boolean) =>
    eventually(async () => {
      const state = await handle.query(accountStateQuery);
      assert.ok(state !== null && is(state), JSON.stringify(state));
    }, SOON);
  const slotIs = (cause: string) =>
    eventually(async () => {
      const runs = await stack.owner.prisma.sync_runs.findMany({ where: { account_id: accountId, cause } });
      assert.ok(runs.length > 0, cause);
    }, SOON);

  await until(({ webhookMayBeThere }) => webhookMayBeThere === true);
  await revenueCat.ask('DELETE', '/faults');
  await until(({ webhookIntegrationId }) => webhookIntegrationId !== null);
  // The token endpoint is away for two slots.
  await fails({ endpoint: 'token', kind: 'error', status: 503 });
  await until(({ health }) => health.cause === 'provider_unavailable');
  await revenueCat.ask('DELETE', '/faults');
  await until(({ health }) => health.cause === null);
  // Vault is away for a slot.
  await stack.lines?.vault.unplug();
  await slotIs('our_trouble');
  await stack.lines?.vault.plugIn();
  await until(({ ourTroubleSince, run }) => ourTroubleSince === null && run === null);
  // RevenueCat shows the project no more, also while the account is paused.
  await fails({ endpoint: 'charts', ...answer(403, DENIED) });
  await fails({ endpoint: 'projects', ...answer(200, { object: 'list', items: [], next_page: null, url: '' }) });
  await until(({ health }) => health.cause === 'project_access_lost');
  await handle.executeUpdate(pauseUpdate);
  const paused = await handle.query(accountStateQuery);
  await until(({ probedSlot }) => probedSlot !== paused?.probedSlot);
  await revenueCat.ask('DELETE', '/faults');
  await until(({ health }) => health.cause === null);
  await handle.executeUpdate(resumeUpdate);
  await fails({ endpoint: 'webhooks', ...answer(401, UNAUTHORIZED), times: 1 });
  await handle.signal(disconnectSignal);
  await handle.result();
  await revenueCat.ask('DELETE', '/faults');
  return workflowId;
}

/** An attempt that is cancelled while its code is being exchanged. @returns its workflow's id. */
export async function cancelAmidExchange(stack: WorkerStack): Promise<string> {
  const revenueCat = new ControlledRevenueCat(stack.simulator.url);
  await revenueCat.ask('POST', '/faults', { endpoint: 'token', kind: 'slow', milliseconds: 3_000, times: 1 });
  const { handle } = await beginAttempt(stack, {
    projectId: await createProject(stack),
    with: { developerId: demoDevelopers.dana },
  });
  await eventually(async () => {
    const { items } = await revenueCat.ask<{ items: { hits: number }[] }>('GET', '/faults');
    assert.equal(items[0]?.hits, 1);
  }, SOON);
  await handle.executeUpdate(cancelUpdate);
  await handle.result();
  return handle.workflowId;
}
