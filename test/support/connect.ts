import assert from 'node:assert/strict';

import type { WorkflowHandle } from '@temporalio/client';
import * as oauth from 'oauth4webapi';

import { newId } from '../../clients/ids.js';
import { redirectUri } from '../../clients/public-urls.js';
import { scopesToRequest } from '../../revenuecat/scopes.js';
import type { connection } from '../../workflows/connection.js';
import { connectionWorkflowId } from '../../workflows/ids.js';
import {
  chooseUpdate,
  codeStoredSignal,
  type ConnectionInput,
  type ConnectionState,
  type RevenueCatProject,
} from '../../workflows/messages.js';
import { consent } from './consent.js';
import { eventually } from './eventually.js';
import { OAUTH_CLIENT, type WorkerStack } from './worker-stack.js';

/** Who connects what, as the api would start it; for tests that need no api. */
export interface ConnectOptions {
  readonly projectId: string;
  readonly with: { readonly developerId: string } | { readonly apiKey: string };
  readonly reconnect?: ConnectionInput['reconnect'];
  /** Asks for one more permission, so that our webhook can be registered. */
  readonly manageWebhook?: boolean;
  /** Which of the listed RevenueCat projects; the first if unset. */
  readonly choose?: (projects: readonly RevenueCatProject[]) => string;
}

/** A project to connect to. */
export async function createProject(stack: WorkerStack, currency = 'USD'): Promise<string> {
  const id = newId('project');
  await stack.owner.prisma.projects.create({ data: { id, name: 'Test', currency } });
  return id;
}

/** Connects a RevenueCat project and waits until the account's workflow has taken over. @returns the account's id. */
export async function connect(stack: WorkerStack, options: ConnectOptions): Promise<string> {
  const { ended } = await attempt(stack, options);
  assert.equal(ended.status, 'bound', `${ended.problem} ${ended.detail}`);
  assert.ok(ended.accountId);
  return ended.accountId;
}

/** One attempt to connect, whatever becomes of it. */
export async function attempt(
  stack: WorkerStack,
  options: ConnectOptions,
): Promise<{ readonly workflowId: string; readonly ended: ConnectionState }> {
  const { handle, connectionId } = await beginAttempt(stack, options);
  const projects = (options.reconnect ?? null) === null ? await listed(stack, connectionId) : null;
  if (projects !== null) {
    const choice = options.choose?.(projects) ?? projects[0]?.id ?? '';
    await handle.executeUpdate(chooseUpdate, { args: [choice] });
  }
  return { workflowId: handle.workflowId, ended: await handle.result() };
}

/** An attempt that has its code, or its key. */
export async function beginAttempt(
  stack: WorkerStack,
  options: ConnectOptions,
): Promise<{ readonly handle: WorkflowHandle<typeof connection>; readonly connectionId: string }> {
  const { projectId, reconnect = null, manageWebhook = false } = options;
  const method = 'apiKey' in options.with ? 'api_key' : 'oauth';
  const deadline = Date.now() + 120_000;
  const input: ConnectionInput = {
    connectionId: newId('connection'),
    projectId,
    credentialId: newId('credential'),
    method,
    requestedScopes: scopesToRequest(manageWebhook),
    manageWebhook,
    reconnect,
    consentDeadline: deadline,
    attemptDeadline: deadline,
    heartbeatTimeout: stack.config.HEARTBEAT_TIMEOUT,
  };
  await stack.owner.prisma.connections.create({
    data: {
      project_id: projectId,
      id: input.connectionId,
      method,
      status: 'awaiting_consent',
      credential_id: input.credentialId,
      expires_at: new Date(deadline),
    },
  });
  const inbound = `${projectId}/${input.connectionId}`;
  if ('apiKey' in options.with)
    await stack.apiVault.write('inbound', inbound, { api_key: options.with.apiKey });
  const handle = await stack.temporal.workflow.start<typeof connection>('connection', {
    workflowId: connectionWorkflowId(input.connectionId),
    taskQueue: stack.deps.taskQueue,
    args: [input],
  });
  if ('developerId' in options.with) {
    const approval = await approve(stack, input.requestedScopes, options.with.developerId);
    await stack.apiVault.write('inbound', inbound, approval);
    await handle.signal(codeStoredSignal);
  }
  return { handle, connectionId: input.connectionId };
}

/** What the callback brings once the developer has approved. */
export async function approve(
  stack: WorkerStack,
  scopes: readonly string[],
  developerId: string,
): Promise<{ verifier: string; code: string }> {
  const verifier = oauth.generateRandomCodeVerifier();
  const url = new URL(`${stack.simulator.url}/oauth2/authorize`);
  url.search = new URLSearchParams({
    client_id: OAUTH_CLIENT.id,
    response_type: 'code',
    redirect_uri: redirectUri(stack.config),
    scope: scopes.join(' '),
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: 'state-of-test',
  }).toString();
  const back = await consent(url.href, { developerId });
  return { verifier, code: back.searchParams.get('code') ?? '' };
}

/** What there is to choose from; null if the attempt has ended before. */
async function listed(stack: WorkerStack, connectionId: string): Promise<RevenueCatProject[] | null> {
  const row = await eventually(
    async () => {
      const found = await stack.owner.prisma.connections.findFirstOrThrow({ where: { id: connectionId } });
      assert.notEqual(found.status, 'exchanging');
      assert.notEqual(found.status, 'awaiting_consent');
      return found;
    },
    { within: '20s' },
  );
  return row.status === 'awaiting_choice'
    ? (row.revenuecat_projects as unknown as RevenueCatProject[])
    : null;
}
