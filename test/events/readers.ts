import { sha256 } from '../../api/auth/secrets.js';
import { newId } from '../../clients/ids.js';
import { bodyOf, deliver, renewal } from '../ingest/deliver.js';
import type { Stage } from '../ingest/stage.js';
import { makeTenant, type Tenant, type TenantOptions } from '../ingest/tenant.js';

/** A tenant with a key that reads and one that writes. */
export interface Reader extends Tenant {
  readonly readKey: string;
  readonly writeKey: string;
}

export async function makeReader(stage: Stage, options: TenantOptions = {}): Promise<Reader> {
  const tenant = await makeTenant(stage, options);
  const keys = { readKey: `read-${tenant.projectId}`, writeKey: `write-${tenant.projectId}` };
  for (const [access, key] of [
    ['read', keys.readKey],
    ['write', keys.writeKey],
  ] as const) {
    const row = {
      id: newId('apiKey'),
      project_id: tenant.projectId,
      name: access,
      access,
      key_hash: sha256(key),
    };
    await stage.owner.prisma.api_keys.create({ data: row });
  }
  return { ...tenant, ...keys };
}

/** An item of a list, with what the tests look at. */
export interface Item extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly event_id: string;
  readonly received_at: string;
  readonly reason: string;
  readonly size: number;
  readonly body?: { readonly event: Readonly<Record<string, unknown>> };
}

/** Every field that an answer of these routes can have; which are there, the tests say. */
export interface Body {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
  readonly account_id: string | null;
  readonly event_id: string;
  readonly outcome: string;
  readonly type: string;
  readonly reason: string;
  readonly errors: readonly unknown[];
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of JSON; empty for anything else. */
  readonly body: Body;
}

export interface Asked {
  readonly key?: string;
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request under the reader's project, with its reading key unless another is given. */
export async function ask(stage: Stage, reader: Reader, path: string, asked: Asked = {}): Promise<Answered> {
  const response = await fetch(`${stage.url}/api/projects/${reader.projectId}${path}`, {
    method: asked.method ?? 'GET',
    headers: {
      Authorization: `Bearer ${asked.key ?? reader.readKey}`,
      ...(asked.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...asked.headers,
    },
    ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
  });
  const text = await response.text();
  const isJson = /json(;|$)/.test(response.headers.get('content-type') ?? '') && !text.includes('\n');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson ? JSON.parse(text) : {}) as Body,
  };
}

/** Delivers events one after the other, so that their order is known; answers their ids. */
export async function deliverAll(
  stage: Stage,
  tenant: Tenant,
  events: readonly Readonly<Record<string, unknown>>[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const fields of events) {
    const event = renewal(fields);
    const sent = await deliver(stage, tenant, bodyOf(event));
    if (sent.status !== 200) throw new Error(sent.text);
    ids.push(String(event['id']));
  }
  return ids;
}
