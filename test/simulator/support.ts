import { createHash, randomBytes } from 'node:crypto';

import { DAY } from '../../simulator/clock.js';
import { demoDevelopers } from '../../simulator/demo.js';
import { demoClient, type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/server.js';
import type { Body } from './bodies.js';

/** Noon of a day late enough for the demo books to be full. */
export const NOON = Date.UTC(2026, 9, 15, 12);

/** A clock that stands still until it is moved. */
export class TestClock {
  at = NOON;
  readonly now = () => this.at;

  advance(milliseconds: number): void {
    this.at += milliseconds;
  }
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; empty if it is none. */
  body: Body;
}

export interface Tokens {
  accessToken: string;
  refreshToken: string;
  scope: string;
}

export const redirectUri = demoClient.redirectUris[0] ?? '';
export const allScopes = [
  'project_configuration:projects:read',
  'project_configuration:apps:read',
  'project_configuration:products:read',
  'project_configuration:integrations:read_write',
  'charts_metrics:overview:read',
  'charts_metrics:charts:read',
];

/** A simulator with a standing clock, and the ways tests talk to it. */
export class Harness {
  readonly simulator: Simulator;
  readonly clock: TestClock;

  constructor(simulator: Simulator, clock: TestClock) {
    this.simulator = simulator;
    this.clock = clock;
  }

  static async start(options: SimulatorOptions = {}): Promise<Harness> {
    const clock = Object.assign(new TestClock(), options.clock && { at: options.clock() });
    return new Harness(await startSimulator({ clock: clock.now, ...options }), clock);
  }

  close(): Promise<void> {
    return this.simulator.close();
  }

  async request(path: string, init: RequestInit = {}): Promise<Answer> {
    return read(await fetch(new URL(path, this.simulator.url), { redirect: 'manual', ...init }));
  }

  rest(path: string, token: string, init: RequestInit = {}): Promise<Answer> {
    return this.request(path, { ...init, headers: { Authorization: `Bearer ${token}`, ...init.headers } });
  }

  restJson(method: string, path: string, token: string, body: unknown): Promise<Answer> {
    const headers = { 'Content-Type': 'application/json' };
    return this.rest(path, token, { method, headers, body: JSON.stringify(body) });
  }

  async control(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.request(`/simulator${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer;
  }

  form(path: string, fields: Record<string, string> | [string, string][], init: RequestInit = {}) {
    return this.request(path, { method: 'POST', body: new URLSearchParams(fields), ...init });
  }

  token(fields: Record<string, string>, authorization = basic()): Promise<Answer> {
    return this.form('/oauth2/token', fields, {
      headers: authorization ? { Authorization: authorization } : {},
    });
  }

  refresh(refreshToken: string): Promise<Answer> {
    return this.token({ grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  /** A RevenueCat project of Dana's that began 60 days ago, and a key to it: quicker than the demo's two years. */
  async youngProject(): Promise<{ id: string; key: string }> {
    const createdAt = this.clock.now() - 60 * DAY;
    const fields = { name: 'Young', created_at: createdAt, developer_ids: [demoDevelopers.dana] };
    const { id } = (await this.control('POST', '/projects', fields)).body;
    return { id, key: (await this.control('POST', '/api-keys', { project_id: id })).body.key };
  }

  /** Approves on the consent page and exchanges the code. */
  async connect(options: { scopes?: string[]; developerId?: string } = {}): Promise<Tokens> {
    const verifier = randomBytes(32).toString('base64url');
    const answer = await this.form('/oauth2/authorize', {
      ...authorizationRequest(verifier, options.scopes),
      decision: 'approve',
      developer_id: options.developerId ?? demoDevelopers.dana,
    });
    return tokensOf(await this.exchange(locationOf(answer).get('code') ?? '', verifier));
  }

  exchange(code: string, verifier: string): Promise<Answer> {
    return this.token({
      ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUri },
      code_verifier: verifier,
    });
  }
}

export function authorizationRequest(verifier: string, scopes = allScopes): Record<string, string> {
  return {
    client_id: demoClient.id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: scopes.join(' '),
    state: 'state-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
}

export function basic(id = demoClient.id, secret = demoClient.secret ?? ''): string {
  const pair = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

export function tokensOf({ status, text, body }: Answer): Tokens {
  if (status !== 200) throw new Error(`No tokens: ${status} ${text}`);
  return { accessToken: body.access_token, refreshToken: body.refresh_token, scope: body.scope };
}

/** The query of the address an answer redirects to. */
export function locationOf({ headers }: Answer): URLSearchParams {
  return new URL(headers.get('Location') ?? 'about:blank').searchParams;
}

/** An item of a list that must be there. */
export function itemOf<T>(items: readonly T[] | null, index = 0): T {
  const item = items?.at(index);
  if (item === undefined) throw new Error(`No item ${index} in ${JSON.stringify(items)}`);
  return item;
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const json = response.headers.get('Content-Type')?.includes('json') ?? false;
  let body = {} as Body;
  try {
    if (json) body = JSON.parse(text) as Body;
  } catch {
    // Some faults break the JSON on purpose; such tests look at the text.
  }
  return { status: response.status, headers: response.headers, text, body };
}
