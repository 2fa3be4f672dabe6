import { setTimeout as delay } from 'node:timers/promises';

import { conclude } from './conclude.js';
import type { Stage } from './stage.js';
import type { Result } from './table.js';
import { tallyOf } from './tally.js';

/** How long owners may be told that Temporal is away once it is back, in milliseconds. */
const ACTS_WITHIN = 30_000;
/** How long the load goes on after that, in milliseconds. */
const LAST = 2_000;

/** Takes Temporal away under load: webhooks are answered 200 all along, and all are processed once it is back. */
export async function withoutTemporal(stage: Stage, milliseconds: number): Promise<Result> {
  const { system, sender, ledger } = stage;
  const { Temporal: temporal } = system.parts;
  const began = Date.now();
  sender.begin(stage.perSecond);
  temporal.awayFor = milliseconds;
  const gone = await temporal.kill();
  await delay(milliseconds);
  const waiting = await system.owner.prisma.event_inbox.count();
  await system.stands();
  const stood = Date.now();
  const actsAfter = await untilActsWork(stage);
  await delay(LAST);
  sender.pause();
  const { accepted, notNow, unanswered, slowest } = tallyOf(ledger, gone, stood);
  const unsafe = notNow + unanswered;
  return conclude(stage, {
    name: `Temporal away for ${Math.round((stood - gone) / 1_000)} s`,
    ...{ began, stood, kills: ['Temporal'], deaths: [gone], rolledOver: 0 },
    note: [
      `${accepted} deliveries were answered 200 meanwhile, the slowest in ${slowest} ms`,
      `${waiting} events waited at its end`,
      `owners' acts worked again after ${Math.round(actsAfter / 1_000)} s`,
    ].join('; '),
    wrong: [
      ...(unsafe > 0 ? [`${unsafe} deliveries were not answered while Temporal was away`] : []),
      ...(actsAfter > ACTS_WITHIN
        ? [`an owner could not act for ${actsAfter} ms after Temporal was back`]
        : []),
    ],
  });
}

/** @returns after how many milliseconds an account's workflow answered an owner. */
async function untilActsWork({ owners, accounts: [account] }: Stage): Promise<number> {
  const began = Date.now();
  if (account === undefined) return 0;
  while ((await owners.resume(account.project.id, account.id)) !== 200) {
    if (Date.now() - began > 10 * ACTS_WITHIN) break;
    await delay(500);
  }
  return Date.now() - began;
}
