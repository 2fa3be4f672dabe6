import assert from 'node:assert/strict';

/** One request to the token endpoint as the simulator saw it; times in milliseconds. */
export interface TokenSend {
  readonly number: number;
  readonly grant_type: string;
  /** The grant, whose tokens follow one another. */
  readonly lineage: string | null;
  /** Start of the fingerprint of the code or refresh token that was sent. */
  readonly sent: string | null;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly issued: boolean;
  readonly outcome: string | null;
}

/** A token or code that was sent after its end. */
export interface DeadUse {
  readonly at: number;
  readonly lineage: string;
  readonly token: 'access' | 'refresh' | 'code';
  readonly reason: string;
}

export interface Grant {
  readonly id: string;
  /** Start of the fingerprint of the refresh token that is good now. */
  readonly refresh: string;
  readonly revoked_at: number | null;
}

/** The simulator's control API, as far as this test needs it. */
export class RevenueCatControl {
  /** All sends since the beginning, by number; the simulator itself keeps the newest ones only. */
  readonly sends = new Map<number, TokenSend>();
  readonly #base: string;

  constructor(url: string) {
    this.#base = `${url}/simulator`;
  }

  /** Someone with one RevenueCat project, and an API key of that. */
  async addDeveloper(name: string): Promise<{ developerId: string; projectId: string; apiKey: string }> {
    const { id: developerId } = await this.#ask<{ id: string }>('POST', '/developers', { name });
    const project = { name: `${name}'s`, developer_ids: [developerId] };
    const { id: projectId } = await this.#ask<{ id: string }>('POST', '/projects', project);
    const { key } = await this.#ask<{ key: string }>('POST', '/api-keys', { project_id: projectId });
    return { developerId, projectId, apiKey: key };
  }

  /** Makes answers slow, so that much is in flight at any moment. */
  async slowDown(milliseconds: Readonly<Record<string, number>>): Promise<void> {
    for (const [endpoint, wait] of Object.entries(milliseconds)) {
      await this.#ask('POST', '/faults', { endpoint, kind: 'slow', milliseconds: wait, times: null });
    }
  }

  async revoke(grantId: string): Promise<void> {
    await this.#ask('DELETE', `/grants/${grantId}`);
  }

  async grants(): Promise<Grant[]> {
    return (await this.#ask<{ items: Grant[] }>('GET', '/grants')).items;
  }

  async deadUses(): Promise<DeadUse[]> {
    return (await this.#ask<{ items: DeadUse[] }>('GET', '/ledger/dead-uses')).items;
  }

  /** Reads the ledger on. */
  async readSends(): Promise<void> {
    const { items } = await this.#ask<{ items: TokenSend[] }>('GET', '/ledger/token-sends');
    for (const send of items) this.sends.set(send.number, send);
  }

  async #ask<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${this.#base}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  }
}
