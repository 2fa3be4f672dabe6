import { Prisma, type PrismaClient } from '../../prisma/generated/client.js';

/** An account's grant that RevenueCat was found to have withdrawn. */
export interface Withdrawal {
  readonly projectId: string;
  readonly accountId: string;
  /** The credential the account has now; null once it is disconnected. */
  readonly credentialId: string | null;
  readonly at: Date;
}

/** An approval in the same project, given shortly before a grant was found withdrawn. */
export interface SiblingConsent {
  /** Whole minutes from the approval to the withdrawal; 0 to 60. */
  readonly minutes: number;
  /** Name of the RevenueCat project it connected; null if it connected none. */
  readonly connected: string | null;
}

/** Ends of an attempt that say that nobody approved anything. */
const NOTHING_APPROVED = ['access-denied', 'consent-refused', 'client-misconfigured'];

/**
 * The newest approval by another attempt within the hour before each withdrawal, in the order of the withdrawals.
 *
 * Whether a new consent ends the developer's earlier grants is not documented by RevenueCat ("OAuth setup"), so this is a
 * suspicion, never a verdict. Only attempts of the same project are looked at, and only those after the approval that the
 * account itself lives by: an older one cannot have ended it.
 */
export async function siblingConsents(
  prisma: PrismaClient,
  withdrawals: readonly Withdrawal[],
): Promise<(SiblingConsent | null)[]> {
  if (withdrawals.length === 0) return [];
  const wanted = withdrawals.map(
    ({ projectId, accountId, credentialId, at }, place) =>
      Prisma.sql`(${place}::int, ${projectId}, ${accountId}, ${credentialId}::text, ${at.toISOString()}::timestamptz)`,
  );
  const found = await prisma.$queryRaw<(SiblingConsent & { place: number })[]>`
    SELECT wanted.place, account.revenuecat_project_name AS connected,
      floor(extract(epoch FROM wanted.at - consent.state_used_at) / 60)::int AS minutes
    FROM (VALUES ${Prisma.join(wanted)}) AS wanted (place, project_id, account_id, credential_id, at)
    LEFT JOIN LATERAL (
      SELECT state_used_at FROM connections
      WHERE project_id = wanted.project_id AND state_used_at <= wanted.at
        AND (credential_id = wanted.credential_id OR (status = 'bound' AND account_id = wanted.account_id))
      ORDER BY state_used_at DESC LIMIT 1) AS own ON true
    CROSS JOIN LATERAL (
      SELECT status, account_id, state_used_at FROM connections
      WHERE project_id = wanted.project_id
        AND state_used_at BETWEEN wanted.at - interval '1 hour' AND wanted.at
        AND (own.state_used_at IS NULL OR state_used_at > own.state_used_at)
        AND (problem IS NULL OR problem <> ALL (${NOTHING_APPROVED}))
      ORDER BY state_used_at DESC LIMIT 1) AS consent
    LEFT JOIN revenuecat_accounts AS account
      ON consent.status = 'bound' AND account.project_id = wanted.project_id AND account.id = consent.account_id`;
  const byPlace = new Map(found.map(({ place, minutes, connected }) => [place, { minutes, connected }]));
  return withdrawals.map((_withdrawal, place) => byPlace.get(place) ?? null);
}
