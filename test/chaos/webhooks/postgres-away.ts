import { setTimeout as delay } from 'node:timers/promises';

import { isStorable } from './answers.js';
import { attemptsOf } from './ledger.js';
import { settle } from './settle.js';
import { type Stage, timeScaleFor } from './stage.js';
import type { Result } from './table.js';
import { tallyOf } from './tally.js';
import { violations } from './violations.js';

/** What RevenueCat is to be told of an outage by then, in milliseconds. */
const TOLD_WITHIN = 5_000;
const LAST = 2_000;

/**
 * Takes Postgres away under load: RevenueCat is told 503 within five seconds, tries again, and in the end everything has
 * landed.
 */
export async function withoutPostgres(stage: Stage, milliseconds: number): Promise<Result> {
  const { system, sender, ledger } = stage;
  const { Postgres: postgres } = system.parts;
  const { timeScale } = sender;
  // RevenueCat's 155 minutes outlast an outage of an hour; so its minute is a second where the hour is one minute.
  sender.timeScale = timeScaleFor(Math.max(milliseconds / 60, timeScale * 60_000));
  const began = Date.now();
  sender.begin(stage.perSecond);
  postgres.awayFor = milliseconds;
  await postgres.kill();
  const gone = Date.now();
  await delay(milliseconds);
  const back = Date.now();
  await system.stands();
  const stood = Date.now();
  await delay(LAST);
  sender.pause();
  const restless = await settle(stage);
  sender.timeScale = timeScale;
  const quiet = Date.now();
  const tally = tallyOf(ledger, began, quiet);
  const told = [...ledger.entries.values()]
    .filter(({ kind }) => isStorable(kind))
    .flatMap(attemptsOf)
    .filter(({ at, milliseconds: took }) => at >= gone && at + took < back);
  const others = told.filter(({ status }) => status !== 503);
  const slowest = Math.max(0, ...told.map(({ milliseconds: took }) => took));
  return {
    name: `Postgres away for ${Math.round((stood - gone) / 1_000)} s`,
    kills: ['Postgres'],
    tally,
    disconnected: 0,
    rolledOver: 0,
    quietAfter: (quiet - stood) / 1_000,
    note: `${told.length} attempts were answered meanwhile, the slowest in ${slowest} ms`,
    violations: [
      ...restless,
      ...others.map(({ status }) => `answered ${status} while Postgres was away`),
      ...(slowest > TOLD_WITHIN ? [`an answer took ${slowest} ms while Postgres was away`] : []),
      ...(tally.givenUp > 0 ? [`${tally.givenUp} deliveries were given up`] : []),
      ...(await violations(stage)),
    ],
  };
}
