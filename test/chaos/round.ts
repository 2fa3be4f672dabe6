import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { Volume } from './mix.js';
import type { Note } from './note.js';
import type { PlannedKill, RoundPlan } from './plan.js';
import { untilQuiet } from './quiet.js';
import type { Stage } from './stage.js';
import type { RoundResult } from './table.js';
import { violations } from './violations.js';
import type { WorkerProcess } from './worker.js';
import type { World } from './world.js';

/** What a kill has to find in flight: accounts and attempts to connect, and kinds of steps. */
export const ENOUGH = { accounts: 10, kinds: 3 } as const;

/** Milliseconds: until it no longer matters how much is in flight, and until the point is given up. */
const ENOUGH_WITHIN = 30_000;
const POINT_WITHIN = 60_000;
/** As long as a point is not met, more happens every so many milliseconds. */
const MORE_EVERY = 8_000;
const MORE: Volume = { accounts: 99, connects: 1, keys: 1, reconnects: 1, disconnects: 1, extras: false };

/** Kills workers in the middle of everything, waits until all is quiet, and looks for anything that should not be. */
export async function playRound(stage: Stage, plan: RoundPlan): Promise<RoundResult> {
  const { world, mix, kills } = stage;
  const outages = world.vault.outages.length;
  world.vault.awayFor = plan.vaultAwayFor;
  const met: { point: string; note: Note }[] = [];
  await mix.begin(stage.volume);
  for (const kill of plan.kills) {
    const note = await killed(stage, kill, join(world.folder, `round-${plan.round}-${met.length + 1}.json`));
    kills.notes.push(note);
    met.push({ point: kill.point, note });
    stage.worker = await world.startWorker();
  }
  await world.vault.stands();
  const failures = await mix.done();
  const restless = await untilQuiet(stage);
  const recoveredAfter = (Date.now() - kills.last) / 1_000;
  await world.revenuecat.readSends();
  const count = (health_cause: string | null) => {
    const where = { status: { not: 'disconnected' }, health_cause };
    return world.owner.prisma.revenuecat_accounts.count({ where });
  };
  return {
    round: plan.round,
    kills: met,
    vault: vaultStory(world, outages, kills.last),
    healthy: await count(null),
    lost: await count('token_lost'),
    revoked: await count('token_revoked'),
    recoveredAfter,
    violations: [...failures, ...restless, ...(await violations(stage))],
  };
}

/** Has the worker killed at a point, and sees to it that it dies: with less in flight, or elsewhere, if it must. */
async function killed(stage: Stage, { point, skip, vaultFallsAt }: PlannedKill, file: string): Promise<Note> {
  const { worker, world, mix } = stage;
  const vault = vaultFallsAt === null ? null : { pid: world.vault.service.pid, at: vaultFallsAt };
  worker.arm({ point, skip, vault, file, ...ENOUGH });
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

/** Such as `away 4.2 s, at the kill too; 3 pairs came meanwhile`. */
function vaultStory(world: World, before: number, killedAt: number): string {
  const outage = world.vault.outages[before];
  if (outage === undefined) return '–';
  const { from, until } = outage;
  const end = until ?? Date.now();
  const pairs = [...world.revenuecat.sends.values()].filter(
    ({ issued, outcome, ended_at: at }) =>
      issued && outcome === 'answered' && at !== null && at > from && at < end,
  );
  const when = killedAt < end ? ', at the kill too' : ' before the kill';
  const came = pairs.length === 1 ? '1 pair' : `${pairs.length} pairs`;
  return `away ${((end - from) / 1_000).toFixed(1)} s${when}; ${came} came meanwhile`;
}
