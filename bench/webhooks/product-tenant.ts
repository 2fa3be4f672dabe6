import { eventually } from '../../test/support/eventually.js';
import type { Tenant } from './tenants.js';

interface Access {
  /** Base of the api. */
  readonly url: string;
  readonly adminApiKey: string;
  /** v2 secret key of a RevenueCat project. */
  readonly revenueCatKey: string;
}

/** Connects a RevenueCat project to a new project as an API consumer would; its syncs are paused once the first is over. */
export async function connectTenant({ url, adminApiKey, revenueCatKey }: Access): Promise<Tenant> {
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}/api/projects${path}`, {
      method,
      headers: { authorization: `Bearer ${adminApiKey}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const { id: projectId } = await ask<{ id: string }>('POST', '', { name: 'Bench' });
  await ask('PUT', `/${projectId}/revenue-layer`, {});
  const attempt = await ask<{ id: string }>('POST', `/${projectId}/connections`, {
    method: 'api_key',
    api_key: revenueCatKey,
  });
  const path = `/${projectId}/connections/${attempt.id}`;
  const choice = await eventually(
    async () => {
      const { revenuecat_projects: found } = await ask<{ revenuecat_projects?: { id: string }[] }>(
        'GET',
        path,
      );
      return found?.[0]?.id ?? false;
    },
    { within: '30s', every: '200ms' },
  );
  await ask('POST', `${path}/choice`, { revenuecat_project_id: choice });
  const accountId = await eventually(
    async () => (await ask<{ account_id: string | null }>('GET', path)).account_id ?? false,
    { within: '30s', every: '200ms' },
  );
  await eventually(
    async () => {
      const account = await ask<{ last_sync: object | null }>('GET', `/${projectId}/accounts/${accountId}`);
      return account.last_sync !== null;
    },
    { within: '90s', every: '500ms' },
  );
  await ask('POST', `/${projectId}/accounts/${accountId}/pause`, {});
  const { token } = await ask<{ token: string }>('GET', `/${projectId}/revenue-layer/webhook-token`);
  return { projectId, accountId, token };
}
