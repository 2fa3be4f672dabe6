import { createHash } from 'node:crypto';

import type { ConnectionInput } from '../../workflows/messages.js';
import type { WorkerDeps } from '../deps.js';

/**
 * The budget that a grant counts against: RevenueCat's limits are per developer, whom nothing in an answer names. So a
 * developer is told by the RevenueCat projects that a grant lists; and where one of these is connected to the same project
 * already, by that account's budget, since a developer's list grows while accounts that were connected before keep theirs.
 *
 * @param listed ids of RevenueCat projects.
 */
export async function developerBudgetKey(
  { database }: Pick<WorkerDeps, 'database'>,
  { projectId, reconnect }: Pick<ConnectionInput, 'projectId' | 'reconnect'>,
  listed: readonly string[],
): Promise<string> {
  const sibling = await database.prisma.revenuecat_accounts.findFirst({
    where: {
      project_id: projectId,
      revenuecat_project_id: { in: [...listed] },
      budget_key: { startsWith: 'developer:' },
      status: { in: ['connected', 'paused'] },
      // Somebody else may be about to take this one over.
      ...(reconnect !== null && { id: { not: reconnect.accountId } }),
    },
    orderBy: { connected_at: 'asc' },
    select: { budget_key: true },
  });
  return sibling?.budget_key ?? `developer:${digest([...listed].sort().join(' '))}`;
}

/** A key has a budget of its own; what it is cannot be read from this. */
export const apiKeyBudgetKey = (apiKey: string): string => `key:${digest(apiKey)}`;

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
