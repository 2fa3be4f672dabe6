import type { Database } from '../../clients/postgres.js';
import type { Prisma } from '../../prisma/generated/client.js';

/** A connected account and its project as rows alone: no gate, no credential, no workflow. */
export async function makeBareAccount(
  { prisma }: Pick<Database, 'prisma'>,
  { projectId, accountId }: { readonly projectId: string; readonly accountId: string },
  columns: Partial<Prisma.revenuecat_accountsUncheckedCreateInput> = {},
  currency = 'USD',
): Promise<void> {
  await prisma.projects.create({ data: { id: projectId, name: 'Acme', currency } });
  await prisma.revenuecat_accounts.create({
    data: {
      ...{ project_id: projectId, id: accountId, status: 'connected', credential_kind: 'oauth' },
      ...{ revenuecat_project_id: 'proj1', revenuecat_project_name: 'Acme', budget_key: 'key' },
      revenuecat_project_created_at: new Date(0),
      ...columns,
    },
  });
}
