import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { CrashPoint } from '../../activities/crash-points.js';
import type { Kills } from './kills.js';
import type { Mix, Volume } from './mix.js';
import type { Note, Orders } from './note.js';
import type { Owners } from './owners.js';
import type { RoundPlan } from './plan.js';
import { deadUsesOf, wrongSends } from './sends.js';
import { leftovers, unsettled } from './settled.js';
import type { RoundResult } from './table.js';
import { lineagesInVault, wrongEnds, wrongVerdicts } from './verdicts.js';
import type { WorkerProcess } from './worker.js';
import { wrongWorkflows } from './workflows.js';
import type { World } from './world.js';

/** What a kill has to find in flight. */
export const ENOUGH = { accounts: 10, kinds: 3 } as const;

/** Milliseconds: until it no longer matters how much is in flight, and until the point is given up. */
const ENOUGH_WITHIN = 30_000;
const POINT_WITHIN = 60_000;
/** As long as a point is not met, more happens every so many milliseconds. */
const MORE_EVERY = 8_000;
const MORE: Volume = { accounts: 99, connects: 1, keys: 1, reconnects: 1, disconnects: 1, extras: false };
/** How long everything may take to come to rest; milliseconds. */
const QUIET_WITHIN = 150_000;

export interface Stage {
  readonly world: World;
  readonly owners: Owners;
  readonly mix: Mix;
  readonly kills: Kills;
  readonly volume: Volume;
  worker: WorkerProcess;
}

/** Kills a worker in the middle of everything, waits until all is quiet, and looks for anything that should not be. */
export async function playRound(stage: Stage, plan: RoundPlan): Promise<RoundResult> {
  const { world, mix, kills } = stage;
  const outages = world.vault.outages.length;
  world.vault.awayFor = plan.vaultAwayFor;
  const met: RoundResult['kills'][number][] = [];
  await mix.begin(stage.volume);
  for (const [index, point] of plan.points.entries()) {
    const last = index === plan.points.length - 1;
    const note = await killAt(stage, point, {
      skip: last ? plan.skip : 0,
      vault: last && plan.vaultFallsAt !== null ? { pid: world.vault.pid, at: plan.vaultFallsAt } : null,
      file: join(world.folder, `round-${plan.round}-${index}.json`),
      ...ENOUGH,
      // The second kill meets what the first one left behind, however little that is.
      ...(index > 0 && { accounts: 1, kinds: 1 }),
    });
    kills.notes.push(note);
    met.push({ point, note });
    stage.worker = await world.startWorker();
  }
  await world.vault.stands();
  const failures = await mix.done();
  const restless = await untilQuiet(stage);
  const recoveredAfter = (Date.now() - kills.last) / 1_000;
  await world.revenuecat.readSends();
  const { prisma } = world.owner;
  const count = (health_cause: string | null) =>
    prisma.revenuecat_accounts.count({ where: { status: { not: 'disconnected' }, health_cause } });
  return {
    round: plan.round,
    kills: met,
    vault: vaultStory(world, outages, kills.last),
    healthy: await count(null),
    lost: await count('token_lost'),
    revoked: await count('token_revoked'),
    recoveredAfter,
    violations: [
      ...failures,
      ...restless,
      ...wrongSends(world.revenuecat.sends.values(), kills),
      ...deadUsesOf(await world.revenuecat.deadUses(), await lineagesInVault(world)),
      ...(await wrongVerdicts(world, kills, mix.revoked)),
      ...(await wrongEnds(world, stage.owners.attempts, kills)),
    ],
  };
}

/** Has the worker killed at a point, and sees to it that it dies: with less in flight, or elsewhere, if it must. */
async function killAt(
  { worker, mix }: Stage,
  point: CrashPoint,
  orders: Omit<Orders, 'point'>,
): Promise<Note> {
  worker.arm({ point, ...orders });
  const armed = Date.now();
  while (!(await diesWithin(worker, MORE_EVERY)) && Date.now() < armed + POINT_WITHIN) {
    if (Date.now() > armed + ENOUGH_WITHIN) worker.relax();
    await mix.begin(MORE);
  }
  worker.end();
  const note = await worker.died;
  if (note === null) throw new Error(`A worker died without a note, on its way to ${point}.`);
  return note;
}

async function diesWithin(worker: WorkerProcess, milliseconds: number): Promise<boolean> {
  await Promise.race([worker.died, delay(milliseconds)]);
  return worker.isDead;
}

/** @returns what is still not as it should be when the time is over. */
async function untilQuiet({ world, kills, worker }: Stage): Promise<string[]> {
  const deadline = Date.now() + QUIET_WITHIN;
  for (;;) {
    if (worker.isDead) return ['the worker process that followed has ended by itself'];
    const rows = await unsettled(world, kills.last);
    // The others cost more to ask, and follow.
    const wrong = rows.length > 0 ? rows : [...(await leftovers(world)), ...(await wrongWorkflows(world))];
    if (wrong.length === 0 || Date.now() > deadline) return wrong;
    await delay(500);
  }
}

function vaultStory(world: World, before: number, killedAt: number): string {
  const outage = world.vault.outages[before];
  if (outage === undefined) return '–';
  const until = outage.until ?? Date.now();
  const seconds = ((until - outage.from) / 1_000).toFixed(1);
  return killedAt < until ? `away ${seconds} s, at the kill too` : `away ${seconds} s before the kill`;
}
