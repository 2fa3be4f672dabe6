import { setTimeout as delay } from 'node:timers/promises';

import { isStorable } from './answers.js';
import { conclude } from './conclude.js';
import { attemptsOf, type Ledger } from './ledger.js';
import { type Stage, timeScaleFor } from './stage.js';
import type { Result } from './table.js';

/** What RevenueCat is to be told of an outage by then, in milliseconds. */
const TOLD_WITHIN = 5_000;
/** How long the load goes on once Postgres is back, in milliseconds. */
const LAST = 2_000;

/**
 * Takes Postgres away under load: RevenueCat is told 503 within five seconds, tries again, and in the end everything has
 * landed.
 */
export async function withoutPostgres(stage: Stage, milliseconds: number): Promise<Result> {
  const { system, sender } = stage;
  const { Postgres: postgres } = system.parts;
  const { timeScale } = sender;
  // RevenueCat's tries outlast an outage of an hour; so its minute is a second where the hour is a minute.
  sender.timeScale = timeScaleFor(milliseconds / 60);
  const began = Date.now();
  sender.begin(stage.perSecond);
  postgres.awayFor = milliseconds;
  const gone = await postgres.kill();
  await delay(milliseconds);
  const told = whatWasTold(stage.ledger, gone, Date.now());
  await system.stands();
  const stood = Date.now();
  await delay(LAST);
  sender.pause();
  const result = await conclude(stage, {
    name: `Postgres away for ${Math.round((stood - gone) / 1_000)} s`,
    ...{ began, stood, kills: ['Postgres'], deaths: [gone], rolledOver: 0 },
    note: `${told.count} attempts were answered meanwhile, the slowest in ${told.slowest} ms`,
    wrong: [
      ...told.others.map((status) => `a delivery was answered ${status} while Postgres was away`),
      ...(told.slowest > TOLD_WITHIN ? [`an answer took ${told.slowest} ms while Postgres was away`] : []),
    ],
  });
  sender.timeScale = timeScale;
  const { givenUp } = result.tally;
  const lost = givenUp > 0 ? [`${givenUp} deliveries were given up`] : [];
  return { ...result, violations: [...lost, ...result.violations] };
}

/** Of attempts that were begun and answered between two moments, in milliseconds. */
function whatWasTold(
  ledger: Ledger,
  from: number,
  until: number,
): { readonly count: number; readonly slowest: number; readonly others: readonly (number | null)[] } {
  const told = [...ledger.entries.values()]
    .filter(({ kind }) => isStorable(kind))
    .flatMap(attemptsOf)
    .filter(({ at, milliseconds }) => at >= from && at + milliseconds < until);
  return {
    count: told.length,
    slowest: Math.max(0, ...told.map(({ milliseconds }) => milliseconds)),
    others: told.map(({ status }) => status).filter((status) => status !== 503),
  };
}
