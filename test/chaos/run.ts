import assert from 'node:assert/strict';

import { randomFor } from '../../simulator/book/random.js';
import { eventually } from '../support/eventually.js';
import { foundBusinesses } from './businesses.js';
import { Kills } from './kills.js';
import { Mix, type Volume } from './mix.js';
import { accountsIn } from './note.js';
import { Owners } from './owners.js';
import type { RoundPlan } from './plan.js';
import { playRound, type Stage } from './round.js';
import { unsettled } from './settled.js';
import { type RoundResult, stepsOf } from './table.js';
import { PACE, startWorld } from './world.js';

export interface RunOptions {
  readonly seed: string;
  readonly plans: readonly RoundPlan[];
  readonly volume: Volume;
  /** Accounts with an API key that there are from the beginning. */
  readonly keys: number;
  readonly say: (line: string) => void;
}

/** Spare businesses: those of a round's new attempts, and those of attempts that were interrupted. */
const SPARE = 24;

/** Connects accounts, then plays round after round, until the first that shows a violation. */
export async function runChaos({ seed, plans, volume, keys, say }: RunOptions): Promise<RoundResult[]> {
  const world = await startWorld();
  const results: RoundResult[] = [];
  let evidence = true;
  try {
    const owners = new Owners(world);
    const kills = new Kills(owners.attempts, world.revenuecat.sends);
    const businesses = await foundBusinesses(world, volume.accounts + keys + SPARE);
    const mix = new Mix(world, owners, kills, { businesses, random: randomFor(`chaos/${seed}/mix`) });
    const stage: Stage = { world, owners, mix, kills, volume, worker: await world.startWorker() };
    say(`connecting ${volume.accounts} accounts by consent and ${keys} with an API key`);
    await Promise.all([
      ...businesses.slice(0, volume.accounts).map((business) => owners.connect(business, 'consent')),
      ...businesses
        .slice(volume.accounts, volume.accounts + keys)
        .map((business) => owners.connect(business, 'key')),
    ]);
    await world.revenuecat.slowDown(PACE.SLOW);
    await world.revenuecat.readSends();
    for (const plan of plans) {
      say(
        `round ${plan.round}: kill at ${plan.points.join(', then ')}${plan.vaultFallsAt === null ? '' : `, Vault away from ${plan.vaultFallsAt}`}`,
      );
      const result = await playRound(stage, plan);
      results.push(result);
      for (const line of told(result)) say(line);
      if (result.violations.length > 0) return results;
      const recovered = await recover(stage);
      if (recovered > 0) say(`  ${recovered} reconnected and healthy`);
    }
    evidence = false;
    return results;
  } finally {
    if (evidence) say(`notes and logs: ${world.folder}`);
    await world.stop(evidence);
  }
}

/** Before the next round: what was lost is reconnected, what waited is ended. */
async function recover({ world, mix }: Stage): Promise<number> {
  const since = Date.now();
  const ended = await mix.reconnectEnded();
  await mix.finishWaiting();
  await eventually(
    async () => {
      const sick = await world.owner.prisma.revenuecat_accounts.findMany({
        where: { status: { not: 'disconnected' }, health_cause: { not: null } },
      });
      assert.deepEqual(
        sick.map(({ id, health_cause: cause }) => `${id} ${cause}`),
        [],
      );
      if (ended > 0) assert.deepEqual(await unsettled(world, since), []);
    },
    { within: '90s', every: '250ms' },
  );
  return ended;
}

function told(result: RoundResult): string[] {
  return [
    ...result.kills.map(
      ({ note }) =>
        `  killed at ${note.point} with ${accountsIn(note.steps)} accounts in flight: ${stepsOf(note)}`,
    ),
    `  Vault: ${result.vault}; quiet after ${result.recoveredAfter.toFixed(0)} s; ${result.healthy} healthy, ${result.lost} lost, ${result.revoked} revoked`,
    ...result.violations.map((violation) => `  VIOLATION: ${violation}`),
  ];
}
