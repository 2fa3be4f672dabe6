import { z } from 'zod';

import type { PrismaClient, revenuecat_accounts } from '../../prisma/generated/client.js';
import { type Action, explainCause } from './causes.js';
import { siblingConsents } from './sibling-consent.js';

/** That an account was, or is, as it is for a cause since a moment. */
export interface HealthMoment {
  readonly account: Pick<
    revenuecat_accounts,
    'project_id' | 'id' | 'credential_id' | 'revenuecat_project_name'
  >;
  /** Null while healthy. */
  readonly cause: string | null;
  readonly since: Date;
  /** What the workflow noted down, such as the scopes that are missing, divided by spaces. */
  readonly detail: string | null;
}

/** As the worker writes it. */
const detailColumn = z.object({ detail: z.string().nullable() });

/** The account as its row says it is. */
export function healthMoment(row: revenuecat_accounts): HealthMoment {
  const detail = detailColumn.safeParse(row.health_detail).data?.detail ?? null;
  return { account: row, cause: row.health_cause, since: row.health_since, detail };
}

export interface HealthSentence {
  readonly message: string | null;
  readonly action: Action | null;
}

/**
 * What the owner reads, and can do, about each; in their order. The same words wherever a cause is named: account,
 * timeline, refused sync. One query more if a grant was withdrawn.
 */
export async function healthSentences(
  prisma: PrismaClient,
  moments: readonly HealthMoment[],
): Promise<HealthSentence[]> {
  const revoked = moments.filter(({ cause }) => cause === 'token_revoked');
  const siblings = await siblingConsents(
    prisma,
    revoked.map(({ account, since }) => ({
      projectId: account.project_id,
      accountId: account.id,
      credentialId: account.credential_id,
      at: since,
    })),
  );
  const siblingOf = new Map(revoked.map((moment, index) => [moment, siblings[index] ?? null]));
  return moments.map((moment) =>
    explainCause(moment.cause, {
      name: moment.account.revenuecat_project_name,
      since: moment.since.toISOString(),
      detail: moment.detail,
      sibling: siblingOf.get(moment) ?? null,
    }),
  );
}
