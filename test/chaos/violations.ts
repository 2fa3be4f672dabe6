import { deadUsesOf, wrongSends } from './sends.js';
import type { Stage } from './stage.js';
import { lineagesInVault, wrongEnds, wrongVerdicts } from './verdicts.js';

/** All that may never be, at whatever moment one looks; each a sentence with its evidence. */
export async function violations({ world, kills, owners, mix }: Stage): Promise<string[]> {
  const { revenuecat } = world;
  return [
    ...wrongSends(revenuecat.sends.values(), kills),
    ...deadUsesOf(await revenuecat.deadUses(), await lineagesInVault(world)),
    ...(await wrongVerdicts(world, kills, mix.revoked)),
    ...(await wrongEnds(world, owners.attempts, kills)),
  ];
}
