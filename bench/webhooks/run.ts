import { join } from 'node:path';

import { endServicesNow } from '../../dev/services/service-process.js';
import { sayer } from '../../test/support/say.js';
import { machine } from '../machine.js';
import { verdictTable } from '../verdicts.js';
import { judge } from './bars.js';
import { Child } from './child.js';
import { readOptions } from './options.js';
import { ownFigures, tableOf } from './report.js';
import { playRounds } from './rounds.js';
import { startBenchServices } from './services.js';
import { countActionsOn } from './temporal-actions.js';

const say = sayer();

/** `npm run bench:webhooks`: see docs/benchmarks.md. */
async function main(): Promise<void> {
  const options = readOptions();
  setTimeout(() => {
    say(`broken off after ${options.mostMinutes} minutes`);
    void endServicesNow().finally(() => process.exit(1));
  }, options.mostMinutes * 60_000).unref();
  const services = await startBenchServices();
  try {
    say(machine());
    const [load] = await Child.start({
      script: './load.js',
      logFile: join(services.folder, 'load.log'),
      profileFolder: null,
    });
    const countActions = await countActionsOn(services.temporal.address);
    const { results, neighbours } = await playRounds({ services, options, load, countActions, say });
    await Promise.all([load.stop(), countActions.close()]);
    process.stdout.write(`\n${tableOf(results)}\n\n${ownFigures(results, neighbours)}\n\n`);
    process.stdout.write(`${verdictTable(judge(results, neighbours))}\n\n`);
    say('done');
  } finally {
    await services.stop();
  }
}

await main();
