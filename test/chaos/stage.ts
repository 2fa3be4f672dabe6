import assert from 'node:assert/strict';

import { randomFor } from '../../simulator/book/random.js';
import { eventually } from '../support/eventually.js';
import { foundBusinesses } from './businesses.js';
import { Kills } from './kills.js';
import { Mix, type Volume } from './mix.js';
import { Owners } from './owners.js';
import type { WorkerProcess } from './worker.js';
import { PACE, startWorld, type World } from './world.js';

/** Accounts that run, the people around them, and the worker that is about to die. */
export interface Stage {
  readonly world: World;
  readonly owners: Owners;
  readonly mix: Mix;
  readonly kills: Kills;
  readonly volume: Volume;
  worker: WorkerProcess;
}

export interface StageOptions {
  readonly seed: string;
  readonly volume: Volume;
  /** Accounts with an API key that there are from the beginning. */
  readonly keys: number;
}

/** Spare businesses: for what rounds connect, and for attempts that a kill interrupts. */
const SPARE = 24;

/** Starts everything and connects the first accounts; the caller closes `world`. */
export async function openStage({ seed, volume, keys }: StageOptions): Promise<Stage> {
  const world = await startWorld();
  try {
    const owners = new Owners(world);
    const kills = new Kills(owners.attempts, world.revenuecat.sends);
    const businesses = await foundBusinesses(world, volume.accounts + keys + SPARE);
    const mix = new Mix(world, owners, kills, { businesses, random: randomFor(`chaos/${seed}/mix`) });
    const worker = await world.startWorker();
    const first = businesses.slice(0, volume.accounts + keys);
    await Promise.all(
      first.map((business, index) => owners.connect(business, index < volume.accounts ? 'consent' : 'key')),
    );
    await world.revenuecat.slowDown(PACE.SLOW);
    await world.revenuecat.readSends();
    return { world, owners, mix, kills, volume, worker };
  } catch (error) {
    await world.stop(true);
    throw error;
  }
}

/** Before the next round: what was lost is reconnected, what waited is ended. @returns how many were reconnected. */
export async function recover({ world, mix }: Stage): Promise<number> {
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
    },
    { within: '60s', every: '250ms' },
  );
  return ended;
}
