import '../support/quiet-runtime.js';

import { randomInt } from 'node:crypto';

import { sayer } from '../support/say.js';
import { stopServices } from '../support/services.js';
import { fuzzWebhooks } from './fuzz.js';

/**
 * `npm run fuzz:webhooks`: sends generated requests to the webhook address of an api on real services. `FUZZ_REQUESTS` makes
 * it longer or shorter, `FUZZ_SEED` repeats a run.
 */
async function main(): Promise<void> {
  const seed = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 31));
  const requests = Number(process.env['FUZZ_REQUESTS'] ?? 100_000);
  const say = sayer();
  const told = (statuses: ReadonlyMap<number | null, number>) =>
    [...statuses]
      .sort(([one], [other]) => (one ?? 0) - (other ?? 0))
      .map(([status, count]) => `${status ?? 'no answer'}: ${count}`)
      .join(', ');
  say(`seed ${seed}, ${requests} requests`);
  let next = 0;
  try {
    const { statuses, internalErrors, bystander } = await fuzzWebhooks({
      requests,
      seed,
      progress(sent, soFar) {
        if (sent < next) return;
        next += requests / 20;
        say(`${sent}  ${told(soFar)}`);
      },
    });
    const strange = Object.entries(bystander).filter(([, count]) => count > 0);
    say(
      `done: ${told(statuses)}; faults of ours: ${internalErrors}; rows of a bystander: ${strange.join(' ') || 'none'}`,
    );
    process.exitCode = internalErrors > 0 || strange.length > 0 ? 1 : 0;
  } finally {
    await stopServices();
  }
}

await main();
