import assert from 'node:assert/strict';

import { Browser } from '../api/support/browser.js';
import type { Reply } from '../api/support/call.js';
import type { Tenant } from '../api/support/tenant.js';
import { bodyOf, deliver, renewal } from '../ingest/deliver.js';
import { consent, type ConsentChoice } from '../support/consent.js';
import { eventually } from '../support/eventually.js';
import type { Stage } from './stage.js';

export interface Begun {
  readonly id: string;
  readonly authorizeUrl: string;
}

/** An owner with a project, the Revenue layer on it, and a signed-in browser. */
export class Owner {
  readonly tenant: Tenant;
  readonly browser: Browser;
  readonly #stage: Stage;
  #webhookToken: string | undefined;

  private constructor(stage: Stage, tenant: Tenant, browser: Browser) {
    this.#stage = stage;
    this.tenant = tenant;
    this.browser = browser;
  }

  static async of(stage: Stage): Promise<Owner> {
    const tenant = await stage.api.tenant('acme');
    const browser = await Browser.signedIn(stage.api, tenant.writeKey);
    const owner = new Owner(stage, tenant, browser);
    const installed = await owner.ask('PUT', '/revenue-layer');
    assert.equal(installed.status, 200, installed.text);
    return owner;
  }

  ask(method: string, path: string, body?: object): Promise<Reply> {
    return this.browser.call(method, this.tenant.at(path), body === undefined ? {} : { body });
  }

  /** Starts an attempt by consent. */
  async begin(
    wishes: { readonly manage_webhook?: boolean; readonly account_id?: string } = {},
  ): Promise<Begun> {
    const reply = await this.ask('POST', '/connections', { method: 'oauth', ...wishes });
    assert.equal(reply.status, 201, reply.text);
    return { id: reply.body.id, authorizeUrl: reply.body.authorize_url };
  }

  /** Goes through RevenueCat's page and back. @returns the answer of the callback. */
  async approve({ authorizeUrl }: Begun, choice: ConsentChoice): Promise<Reply> {
    return this.arrive(await consent(authorizeUrl, choice));
  }

  /** As if RevenueCat sent the browser back with these parameters beside the attempt's own state. */
  returned({ authorizeUrl }: Begun, parameters: Readonly<Record<string, string>>): Promise<Reply> {
    const state = new URL(authorizeUrl).searchParams.get('state') ?? '';
    const back = new URL('/api/oauth/revenuecat/callback', authorizeUrl);
    back.search = new URLSearchParams({ state, ...parameters }).toString();
    return this.arrive(back);
  }

  arrive(back: URL): Promise<Reply> {
    return this.browser.call('GET', back.pathname + back.search, {
      headers: { 'Sec-Fetch-Site': 'cross-site' },
    });
  }

  async attempt(connectionId: string): Promise<Reply['body']> {
    const reply = await this.ask('GET', `/connections/${connectionId}`);
    assert.equal(reply.status, 200, reply.text);
    return reply.body;
  }

  /** The attempt as soon as it has this status. */
  until(connectionId: string, status: string): Promise<Reply['body']> {
    return eventually(
      async () => {
        const attempt = await this.attempt(connectionId);
        assert.equal(attempt.status, status, JSON.stringify(attempt));
        return attempt;
      },
      { within: '30s' },
    );
  }

  /** The attempt as soon as it has failed with this problem. */
  async untilFailed(connectionId: string, slug: string): Promise<Reply['body']> {
    const attempt = await this.until(connectionId, 'failed');
    assert.equal(attempt.problem.type, `/problems/${slug}`);
    return attempt;
  }

  choose(connectionId: string, revenueCatProjectId: string | undefined): Promise<Reply> {
    return this.ask('POST', `/connections/${connectionId}/choice`, {
      revenuecat_project_id: revenueCatProjectId,
    });
  }

  /** The whole way by consent. @param name which RevenueCat project; the first if unset. @returns the account's id. */
  async connect(
    developerId: string,
    name?: string,
    wishes: { readonly manage_webhook?: boolean } = {},
  ): Promise<string> {
    const begun = await this.begin(wishes);
    await this.approve(begun, { developerId });
    const { revenuecat_projects: listed } = await this.until(begun.id, 'awaiting_choice');
    const project = name === undefined ? listed[0] : listed.find((one) => one.name === name);
    const chosen = await this.choose(begun.id, project?.id);
    assert.equal(chosen.status, 201, chosen.text);
    return chosen.body.id;
  }

  connectByKey(apiKey: string, wishes: { readonly account_id?: string } = {}): Promise<Reply> {
    return this.ask('POST', '/connections', { method: 'api_key', api_key: apiKey, ...wishes });
  }

  async account(id: string): Promise<Reply['body']> {
    const reply = await this.ask('GET', `/accounts/${id}`);
    assert.equal(reply.status, 200, reply.text);
    return reply.body;
  }

  /** The account as soon as its health has this cause. */
  untilHealth(id: string, cause: string | null): Promise<Reply['body']> {
    return eventually(
      async () => {
        const account = await this.account(id);
        assert.equal(account.health.cause, cause, JSON.stringify(account.health));
        return account;
      },
      { within: '60s', every: '100ms' },
    );
  }

  /** The receipt as soon as there is one. */
  receipt(id: string): Promise<Reply['body']> {
    return eventually(
      async () => {
        const reply = await this.ask('GET', `/accounts/${id}/receipt`);
        assert.equal(reply.status, 200, reply.text);
        return reply.body;
      },
      { within: '90s', every: '100ms' },
    );
  }

  /** What RevenueCat is given to deliver with. */
  async webhook(): Promise<{ readonly token: string }> {
    this.#webhookToken ??= (await this.ask('GET', '/revenue-layer/webhook-token')).body.token;
    return { token: this.#webhookToken };
  }

  /** Delivers an event. @returns the status of the answer. */
  async deliverTo(id: string, event: Record<string, unknown> = renewal()): Promise<number> {
    const sent = await deliver(this.#stage.api, await this.webhook(), bodyOf(event), { account: id });
    return sent.status;
  }

  /** Delivers an event and waits until the account's workflow has processed it. */
  async delivered(id: string, event: Record<string, unknown>): Promise<void> {
    assert.equal(await this.deliverTo(id, event), 200);
    await eventually(
      async () => {
        const { body } = await this.ask('GET', `/revenue/events?accounts=${id}&limit=200`);
        const stored = body.items.find(({ event_id }) => event_id === event['id']);
        assert.ok(stored?.processed_at, JSON.stringify(stored));
      },
      { within: '30s' },
    );
  }
}
