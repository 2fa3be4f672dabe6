import assert from 'node:assert/strict';

import { call, type Members, type Reply } from '../../api/support/call.js';
import { eventually } from '../../support/eventually.js';
import type { System } from './system.js';

/** A project of ours with the Revenue layer on it. */
export interface Project {
  readonly id: string;
  /** What RevenueCat is to send with each delivery. */
  readonly webhookToken: string;
}

/** What owners ask of the api. It may fall at any moment, and so may what it needs: they ask again. */
export class OwnerCalls {
  /** Answers that no owner should ever get. */
  readonly strange: string[] = [];
  readonly #system: Pick<System, 'url' | 'adminKey'>;

  constructor(system: Pick<System, 'url' | 'adminKey'>) {
    this.#system = system;
  }

  async install(name: string): Promise<Project> {
    const { id } = (await this.#insist([201], 'POST', '/api/projects', { name })).body;
    const layer = `/api/projects/${id}/revenue-layer`;
    await this.#insist([200, 201], 'PUT', layer, {});
    const { token } = (await this.#insist([200], 'GET', `${layer}/webhook-token`)).body;
    return { id, webhookToken: token };
  }

  /** With an API key; brings a disconnected account back. @returns the account's id. */
  async connect(projectId: string, apiKey: string, revenueCatProjectId: string): Promise<string> {
    const attempts = `/api/projects/${projectId}/connections`;
    const begun = await this.#insist([201, 202], 'POST', attempts, { method: 'api_key', api_key: apiKey });
    const attempt = `${attempts}/${begun.body.id}`;
    await this.#until(attempt, ({ status }) => status === 'awaiting_choice');
    const choice = { revenuecat_project_id: revenueCatProjectId };
    await this.#insist([201, 202], 'POST', `${attempt}/choice`, choice);
    return (await this.#until(attempt, ({ status }) => status === 'bound')).account_id;
  }

  /** Asks for it; the rest is the worker's. @returns when the account's page no longer says that it is connected. */
  async disconnect(projectId: string, accountId: string): Promise<void> {
    const account = `/api/projects/${projectId}/accounts/${accountId}`;
    await this.#insist([200, 202], 'DELETE', account);
    await this.#until(account, ({ status }) => status !== 'connected');
  }

  /** An unrouted event is this account's. One that was assigned, with the answer lost, stays so. */
  async assign(projectId: string, eventId: string, accountId: string): Promise<void> {
    const event = `/api/projects/${projectId}/revenue/events/${eventId}`;
    await this.#insist([200, 409], 'POST', `${event}/assign`, { account_id: accountId });
  }

  /** An act that changes nothing, and that only the account's workflow can answer. @returns the status. */
  async resume(projectId: string, accountId: string): Promise<number> {
    const path = `/api/projects/${projectId}/accounts/${accountId}/resume`;
    return (await this.#ask([200, 202], 'POST', path, {})).status;
  }

  async #until(path: string, is: (body: Members) => boolean): Promise<Members> {
    return eventually(
      async () => {
        const { body } = await this.#insist([200], 'GET', path);
        return is(body) ? body : false;
      },
      { within: '120s', every: '100ms' },
    );
  }

  async #insist(statuses: readonly number[], method: string, path: string, body?: object): Promise<Reply> {
    return eventually(
      async () => {
        const reply = await this.#ask(statuses, method, path, body);
        assert.ok(statuses.includes(reply.status), `${method} ${path}: ${reply.status} ${reply.text}`);
        return reply;
      },
      { within: '120s', every: '300ms' },
    );
  }

  async #ask(statuses: readonly number[], method: string, path: string, body?: object): Promise<Reply> {
    const { url, adminKey: key } = this.#system;
    const reply = await call(url, method, path, { key, ...(body !== undefined && { body }) });
    if (![503, ...statuses].includes(reply.status))
      this.strange.push(`${method} ${path} was answered ${reply.status} ${reply.text}`);
    return reply;
  }
}
