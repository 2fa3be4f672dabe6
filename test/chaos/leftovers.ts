import { OPEN } from './owners.js';
import type { Stage } from './stage.js';
import type { World } from './world.js';

/** Secrets in Vault that belong to no account and to no open attempt to connect. */
export async function leftovers({ world, owners }: Pick<Stage, 'world' | 'owners'>): Promise<string[]> {
  const { prisma } = world.owner;
  const [accounts, attempts] = await Promise.all([
    prisma.revenuecat_accounts.findMany({ where: { status: { not: 'disconnected' } } }),
    prisma.connections.findMany(),
  ]);
  const open = attempts.filter(({ status }) => OPEN.includes(status));
  const [kept, inbound] = await Promise.all([namesIn(world, 'credentials'), namesIn(world, 'inbound')]);
  const owned = new Set([...accounts, ...open].map(({ credential_id: id }) => id));
  const left = kept.filter((name) => !owned.has(name.replace(/\.intent$/, '')));
  // Vault fell while the api began an attempt, and the api could not take back what it had written: Vault lets it expire.
  const unknown = inbound.filter((name) => !attempts.some(({ id }) => id === name));
  const expiring = unknown.length <= owners.failedStarts ? unknown : [];
  const waiting = inbound.filter((name) => !expiring.includes(name) && !open.some(({ id }) => id === name));
  return [
    ...left.map((name) => `left in Vault, owned by nobody: credentials: ${name}`),
    ...waiting.map((name) => `left in Vault, owned by nobody: inbound: ${name}`),
  ];
}

async function namesIn(world: World, area: 'credentials' | 'inbound'): Promise<string[]> {
  const projects = await world.safe.list(area, '');
  const names = await Promise.all(projects.map((project) => world.safe.list(area, project)));
  return names.flat();
}
