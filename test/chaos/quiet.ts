import { setTimeout as delay } from 'node:timers/promises';

import { leftovers } from './leftovers.js';
import { unsettled } from './settled.js';
import type { Stage } from './stage.js';
import { wrongWorkflows } from './workflows.js';

/** How long everything may take to come to rest; milliseconds. */
const QUIET_WITHIN = 150_000;

/** Waits until everything is as it should come to be. @returns what still is not when the time is over. */
export async function untilQuiet(stage: Stage): Promise<string[]> {
  const { world, kills, worker } = stage;
  const deadline = Date.now() + QUIET_WITHIN;
  for (;;) {
    if (worker.isDead) return ['the worker process that followed has ended by itself'];
    const rows = await unsettled(world, kills.last);
    // The others cost more to ask, and follow.
    const { prisma } = world.owner;
    const wrong =
      rows.length > 0
        ? rows
        : [...(await leftovers(stage)), ...(await wrongWorkflows(prisma, world.api.temporal))];
    if (wrong.length === 0 || Date.now() > deadline) return wrong;
    await delay(500);
  }
}
