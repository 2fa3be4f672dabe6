import { newId } from '../../clients/ids.js';
import { withClient } from '../../setup/postgres-client.js';

/** A project with one connected account, to which events are sent. */
export interface Tenant {
  readonly projectId: string;
  readonly accountId: string;
  readonly token: string;
}

export const TENANTS = 10;

/** The rows that a contestant's events belong to. @param url owner of the schema. */
export async function insertTenants(url: string): Promise<Tenant[]> {
  const tenants = Array.from({ length: TENANTS }, () => {
    const projectId = newId('project');
    return { projectId, accountId: newId('account'), token: `token-of-${projectId}` };
  });
  await withClient(url, async (client) => {
    for (const { projectId, accountId } of tenants) {
      await client.query(`insert into projects (id, name, currency) values ($1, 'Bench', 'USD')`, [
        projectId,
      ]);
      await client.query(
        `insert into revenuecat_accounts (project_id, id, revenuecat_project_id, revenuecat_project_name,
           revenuecat_project_created_at, status, credential_kind, budget_key)
         values ($1, $2, $2, 'Bench', now(), 'connected', 'api_key', 'bench')`,
        [projectId, accountId],
      );
    }
  });
  return tenants;
}
