import { OPEN } from './owners.js';
import type { World } from './world.js';

/** Secrets in Vault that belong to no account and to no open attempt to connect. */
export async function leftovers(world: World): Promise<string[]> {
  const { prisma } = world.owner;
  const [accounts, open] = await Promise.all([
    prisma.revenuecat_accounts.findMany({ where: { status: { not: 'disconnected' } } }),
    prisma.connections.findMany({ where: { status: { in: OPEN } } }),
  ]);
  const credentials = new Set([...accounts, ...open].map(({ credential_id: id }) => id));
  const attempts = new Set(open.map(({ id }) => id));
  const [kept, inbound] = await Promise.all([namesIn(world, 'credentials'), namesIn(world, 'inbound')]);
  return [
    ...kept
      .filter((name) => !credentials.has(name.replace(/\.intent$/, '')))
      .map((name) => `credentials: ${name}`),
    ...inbound.filter((name) => !attempts.has(name)).map((name) => `inbound: ${name}`),
  ].map((name) => `left in Vault, owned by nobody: ${name}`);
}

async function namesIn(world: World, area: 'credentials' | 'inbound'): Promise<string[]> {
  const projects = await world.safe.list(area, '');
  const names = await Promise.all(projects.map((project) => world.safe.list(area, project)));
  return names.flat();
}
