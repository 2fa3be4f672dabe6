import '../../support/quiet-runtime.js';

import { randomBytes } from 'node:crypto';

import ms, { type StringValue } from 'ms';

import { sayer } from '../../support/say.js';
import { runChaos } from './run.js';
import { tableOf } from './table.js';

/** A whole run kills at least so many processes. */
const ENOUGH_KILLS = 100;
const ROUNDS = 10;

/**
 * `npm run chaos:webhooks`: kills api, worker, Temporal and Postgres under load and shows that nothing acknowledged is lost,
 * nothing counts twice. `CHAOS_SEED` repeats a run's plan; `CHAOS_ROUNDS`, `CHAOS_TEMPORAL_AWAY` (`10m`) and
 * `CHAOS_POSTGRES_AWAY` (`60s`) make it shorter.
 */
async function main(): Promise<void> {
  const { env } = process;
  const seed = env['CHAOS_SEED'] ?? randomBytes(4).toString('hex');
  const rounds = Number(env['CHAOS_ROUNDS'] ?? ROUNDS);
  const say = sayer();
  say(`seed ${seed}, ${rounds} rounds`);
  const results = await runChaos({
    seed,
    rounds,
    accounts: 50,
    perSecond: 30,
    temporalAway: ms((env['CHAOS_TEMPORAL_AWAY'] ?? '10m') as StringValue),
    postgresAway: ms((env['CHAOS_POSTGRES_AWAY'] ?? '60s') as StringValue),
    freshHistories: 500,
    say,
  });
  process.stdout.write(`\n${tableOf(results)}\n\n`);
  const kills = results.flatMap((result) => result.kills).length;
  const violations = results.flatMap((result) => result.violations);
  const tooFew = rounds >= ROUNDS && kills < ENOUGH_KILLS;
  say(`${kills} kills${tooFew ? ', too few' : ''}, ${violations.length} violations`);
  process.exitCode = violations.length > 0 || tooFew ? 1 : 0;
}

await main();
