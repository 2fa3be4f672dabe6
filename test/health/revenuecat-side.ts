import assert from 'node:assert/strict';

import type { ControlledRevenueCat } from '../end-to-end/revenuecat.js';
import { answer, UNAUTHORIZED } from './answers.js';

/** One request to the token endpoint, as the simulator noted it down. */
export interface TokenSend {
  readonly grant_type: string;
  readonly outcome: string | null;
}

interface RestRequest {
  readonly principal: string | null;
  readonly path: string;
  readonly status: number;
}

/** A RevenueCat project and the person, or the key, that the account was connected by. */
export class RevenueCatSide {
  readonly developerId: string;
  readonly projectId: string;
  readonly #revenueCat: ControlledRevenueCat;
  readonly #by: 'oauth' | 'api_key';
  readonly #faults: string[] = [];
  #keyId = '';

  private constructor(
    revenueCat: ControlledRevenueCat,
    ids: { developerId: string; projectId: string },
    by: 'oauth' | 'api_key',
  ) {
    this.#revenueCat = revenueCat;
    this.developerId = ids.developerId;
    this.projectId = ids.projectId;
    this.#by = by;
  }

  /** A young RevenueCat project, so that its history is short. */
  static async found(
    revenueCat: ControlledRevenueCat,
    name: string,
    by: 'oauth' | 'api_key',
  ): Promise<RevenueCatSide> {
    const developer = await revenueCat.ask<{ id: string }>('POST', '/developers', { name });
    const created_at = Date.now() - 10 * 24 * 3_600_000;
    const body = { name, created_at, developer_ids: [developer.id] };
    const project = await revenueCat.ask<{ id: string }>('POST', '/projects', body);
    return new RevenueCatSide(revenueCat, { developerId: developer.id, projectId: project.id }, by);
  }

  /** What the owner connects with: a consent, or a key made for it. */
  async access(): Promise<{ developerId: string } | { apiKey: string }> {
    if (this.#by === 'oauth') return { developerId: this.developerId };
    const body = { project_id: this.projectId };
    const made = await this.#revenueCat.ask<{ id: string; key: string }>('POST', '/api-keys', body);
    this.#keyId = made.id;
    return { apiKey: made.key };
  }

  /** Makes requests of this account go wrong, from now on unless `times` says how often. */
  async fails(fault: {
    endpoint: string;
    kind: string;
    times?: number | null;
    [field: string]: unknown;
  }): Promise<void> {
    const whose = this.#by === 'oauth' ? { developer_id: this.developerId } : { project_id: this.projectId };
    const body = { times: null, ...fault, ...whose };
    const { id } = await this.#revenueCat.ask<{ id: string }>('POST', '/faults', body);
    this.#faults.push(id);
  }

  /** Nothing goes wrong any more. */
  async mendAll(): Promise<void> {
    const faults = this.#faults.splice(0);
    await Promise.all(faults.map((id) => this.#revenueCat.ask('DELETE', `/faults/${id}`)));
  }

  /** One 401, which brings a refresh at once. */
  async asksForRefresh(chart = 'mrr'): Promise<void> {
    await this.fails({ endpoint: 'charts', chart, ...answer(401, UNAUTHORIZED), times: 1 });
  }

  /** The owner withdraws access in RevenueCat's dashboard, or deletes the key. */
  async withdraw(): Promise<void> {
    if (this.#by === 'api_key') await this.#revenueCat.ask('DELETE', `/api-keys/${this.#keyId}`);
    else await this.#revenueCat.ask('DELETE', `/developers/${this.developerId}/grants`);
  }

  /** Refreshes of the newest grant. */
  async refreshes(): Promise<TokenSend[]> {
    const { items: grants } = await this.#revenueCat.ask<{ items: { id: string }[] }>(
      'GET',
      `/grants?developer_id=${this.developerId}`,
    );
    const { items, overlaps } = await this.#revenueCat.ask<{ items: TokenSend[]; overlaps: unknown[] }>(
      'GET',
      `/ledger/token-sends?lineage=${grants.at(-1)?.id}`,
    );
    assert.deepEqual(overlaps, []);
    return items.filter(({ grant_type }) => grant_type === 'refresh_token');
  }

  /** How many REST requests came, or those of them with this answer, or to this path. */
  async requests(only: { readonly path?: string; readonly status?: number } = {}): Promise<number> {
    const { items } = await this.#revenueCat.ask<{ items: RestRequest[] }>('GET', '/ledger/requests');
    const own = [this.developerId, this.#keyId];
    return items.filter(
      ({ principal, path, status }) =>
        own.includes(principal ?? '') && path === (only.path ?? path) && status === (only.status ?? status),
    ).length;
  }
}
