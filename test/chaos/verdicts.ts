import type { StoredCredential } from '../../activities/credentials/store.js';
import { credentialPath } from '../../activities/credentials/store.js';
import type { revenuecat_accounts } from '../../prisma/generated/client.js';
import { fingerprint } from '../../simulator/secrets.js';
import type { Kills } from './kills.js';
import type { Attempt } from './owners.js';
import { told } from './sends.js';
import type { World } from './world.js';

/**
 * Whether what is said of accounts is true: lost only what a kill lost, revoked only what RevenueCat revoked, neither while
 * Vault holds a pair that RevenueCat takes; and an exchange interrupted only if a kill interrupted it.
 *
 * @param revoked ids of grants that the developer ended at RevenueCat.
 * @returns a sentence for each violation.
 */
export async function wrongVerdicts(
  world: World,
  kills: Kills,
  revoked: ReadonlySet<string>,
): Promise<string[]> {
  const rows = await world.owner.prisma.revenuecat_accounts.findMany({
    where: { status: { not: 'disconnected' }, health_cause: { not: null } },
  });
  const live = new Set((await world.revenuecat.grants()).map(({ refresh }) => refresh));
  const wrong = await Promise.all(rows.map((row) => wrongVerdict(world, row, kills, revoked, live)));
  return wrong.filter((sentence) => sentence !== null);
}

async function wrongVerdict(
  world: World,
  { id, project_id: projectId, credential_id: credentialId, health_cause: cause }: revenuecat_accounts,
  kills: Kills,
  revoked: ReadonlySet<string>,
  live: ReadonlySet<string>,
): Promise<string | null> {
  const ref = { projectId, credentialId: credentialId ?? '' };
  const lineage = kills.lineageOf(credentialId);
  const about = `${id} (${credentialId}, ${lineage})`;
  const wasRevoked = lineage !== null && revoked.has(lineage);
  const stored = await world.safe.read<StoredCredential>('credentials', credentialPath(ref));
  if (stored === null) return `${about} is ${cause}, and its credential is gone from Vault`;
  const isLive = stored.data.kind === 'oauth' && live.has(printOf(stored.data.refresh_token));
  if (isLive && !wasRevoked) return `${about} is ${cause} although the pair in Vault is good`;
  if (cause === 'token_revoked' && wasRevoked) return null;
  // Announced, not sent, and the process died: after that nobody can tell a token that was spent from one that was revoked.
  if (cause === 'token_lost' && wasRevoked && kills.metRefreshOf(id)) return null;
  if (cause === 'token_lost' && kills.tookPairOf(ref.credentialId)) return null;
  const sends = [...world.revenuecat.sends.values()].filter((send) => send.lineage === lineage).slice(-3);
  const evidence = sends.map(told).join('; ');
  return `${about} is ${cause}, which no kill and no developer has brought about: ${evidence}`;
}

/** Attempts that did not end as they were meant to, without a kill to blame. */
export async function wrongEnds(world: World, attempts: readonly Attempt[], kills: Kills): Promise<string[]> {
  const rows = await world.owner.prisma.connections.findMany({
    where: { id: { in: attempts.map(({ connectionId }) => connectionId) } },
  });
  return rows.flatMap(({ id, status, problem, problem_detail: detail, credential_id: credentialId }) => {
    const attempt = attempts.find(({ connectionId }) => connectionId === id);
    if (status === attempt?.meant) return [];
    const interrupted = problem === 'exchange-interrupted' && kills.tookExchangeOf(credentialId);
    if (interrupted) return [];
    const sends = [...world.revenuecat.sends.values()].filter(({ sent }) => sent === attempt?.code);
    const evidence = sends.map(told).join('; ');
    return [
      `${id} was meant to be ${attempt?.meant} and is ${status} (${problem} ${detail}, ${credentialId}): ${evidence}`,
    ];
  });
}

/** Grants whose newest pair Vault holds. */
export async function lineagesInVault(world: World): Promise<Set<string>> {
  const rows = await world.owner.prisma.revenuecat_accounts.findMany({ where: { credential_kind: 'oauth' } });
  const held = await Promise.all(
    rows.map(async ({ project_id: projectId, credential_id: credentialId }) => {
      if (credentialId === null) return null;
      const path = credentialPath({ projectId, credentialId });
      const stored = await world.safe.read<StoredCredential>('credentials', path);
      return stored?.data.kind === 'oauth' ? printOf(stored.data.refresh_token) : null;
    }),
  );
  const grants = await world.revenuecat.grants();
  return new Set(grants.filter(({ refresh }) => held.includes(refresh)).map(({ id }) => id));
}

/** As the simulator shows it. */
const printOf = (token: string): string => fingerprint(token).slice(0, 12);
