import '../support/quiet-runtime.js';

import { randomBytes } from 'node:crypto';

import { sayer } from '../support/say.js';
import { stopServices } from '../support/services.js';
import { ALL_ROUNDS, planRounds } from './plan.js';
import { CRASH_POINTS } from './points.js';
import { runChaos } from './run.js';
import { tableOf } from './table.js';

/**
 * `npm run chaos:grants`: kills worker processes at every marked step, on real services, and shows that token rotation
 * survives it. `CHAOS_SEED` repeats a run's plan, `CHAOS_ROUNDS` makes it longer or shorter.
 */
async function main(): Promise<void> {
  const seed = process.env['CHAOS_SEED'] ?? randomBytes(4).toString('hex');
  const rounds = Number(process.env['CHAOS_ROUNDS'] ?? ALL_ROUNDS);
  const say = sayer();
  say(`seed ${seed}, ${rounds} rounds`);
  const volume = { accounts: 24, connects: 2, keys: 1, reconnects: 1, disconnects: 1, extras: true };
  const results = await runChaos({ seed, plans: planRounds(seed, rounds), volume, keys: 4, say });
  await stopServices();
  process.stdout.write(`\n${tableOf(results)}\n\n`);
  const met = new Set(results.flatMap(({ kills }) => kills.map(({ note }) => note.point)));
  const missed = rounds < ALL_ROUNDS ? [] : CRASH_POINTS.filter((point) => !met.has(point));
  const violations = results.flatMap((result) => result.violations);
  const small = results.filter(({ kills }) => kills.some(({ note }) => !note.enough));
  say(
    `${results.length} rounds, ${violations.length} violations; not met: ${missed.join(', ') || 'none'}; ` +
      `with too little in flight: ${small.length}`,
  );
  process.exitCode = violations.length + missed.length + small.length > 0 ? 1 : 0;
}

await main();
