import { join } from 'node:path';

import { type Figures, takeTurn } from './turn.js';
import { judge, type Results } from './bars.js';
import { Child } from './child.js';
import { type Contestant, CONTESTANTS, PRODUCT } from './contestants.js';
import { loudNeighbour, type Neighbourhood } from './neighbours.js';
import { type Options, readOptions } from './options.js';
import { productStands } from './product.js';
import { machine, ownFigures, tableOf, verdictTable } from './report.js';
import { type BenchServices, startBenchServices } from './services.js';
import { plainStands, type Stands } from './stand.js';
import { countActionsOn } from './temporal-actions.js';

/** `npm run bench:webhooks`: see docs/benchmarks.md. */
async function main(): Promise<void> {
  const options = readOptions();
  setTimeout(() => {
    say(`broken off after ${options.mostMinutes} minutes`);
    process.exit(1);
  }, options.mostMinutes * 60_000).unref();
  const services = await startBenchServices();
  try {
    say(machine());
    const { results, neighbours } = await runAll(services, options);
    process.stdout.write(`\n${tableOf(results)}\n\n${ownFigures(results, neighbours)}\n\n`);
    process.stdout.write(`${verdictTable(judge(results, neighbours))}\n\n`);
    say('done');
  } finally {
    await services.stop();
  }
}

async function runAll(
  services: BenchServices,
  { rounds, lengths, only, profileFolder }: Options,
): Promise<{ results: Results; neighbours: Neighbourhood | null }> {
  const chosen = CONTESTANTS.filter(
    ({ name }) => only.length === 0 || only.some((word) => name.includes(word)),
  );
  const [load] = await Child.start({
    script: './load.js',
    logFile: join(services.folder, 'load.log'),
    profileFolder: null,
  });
  const countActions = await countActionsOn(services.temporal.address);
  const stands = new Map<Contestant, Stands>();
  for (const contestant of chosen) {
    const open = contestant === PRODUCT ? productStands(services, profileFolder) : null;
    stands.set(contestant, await (open ?? plainStands(services, contestant, profileFolder)));
  }
  say(`${chosen.length} contestants are ready`);
  const results = new Map<Contestant, Figures[]>();
  for (let round = 0; round < rounds; round += 1) {
    // Rotated, so that nobody always comes after the same one, or first.
    const shift = Math.floor((round * chosen.length) / rounds);
    for (const contestant of [...chosen.slice(shift), ...chosen.slice(0, shift)]) {
      const own = stands.get(contestant);
      if (own === undefined) continue;
      const earlier = results.get(contestant) ?? [];
      const before = earlier.at(-1)?.accepted.rate ?? null;
      const figures = await takeTurn(
        { contestant, stands: own, load, lengths, countActions },
        before === 0 ? null : before,
      );
      results.set(contestant, [...earlier, figures]);
      say(`round ${round + 1}  ${contestant.name}: ${lineOf(figures)}`);
    }
  }
  const neighbours = await measureNeighbours(load, stands.get(PRODUCT), results, lengths.steady);
  await Promise.all([...stands.values()].map((own) => own.close()));
  await Promise.all([load.stop(), countActions.close()]);
  return { results, neighbours };
}

/** At half the rate that this project holds. */
async function measureNeighbours(
  load: Child,
  stands: Stands | undefined,
  results: Results,
  seconds: number,
): Promise<Neighbourhood | null> {
  const rate = results.get(PRODUCT)?.at(-1)?.accepted.rate;
  if (stands === undefined || rate === undefined) return null;
  const stand = await stands.open({ withWorker: true });
  const neighbours = await loudNeighbour(load, stand, { rate: rate / 2, seconds });
  await stand.close();
  return neighbours;
}

function lineOf({ accepted, processed }: Figures): string {
  const accepts = `accepts ${accepted.rate.toFixed(0)}/s`;
  if (processed === undefined) return accepts;
  const until = (processed.steady.processedP99 / 1_000).toFixed(1);
  return `${accepts}, processes ${processed.rate.toFixed(0)}/s, p99 until processed ${until} s at half the rate`;
}

const started = Date.now();

function say(line: string): void {
  process.stdout.write(`${((Date.now() - started) / 1_000).toFixed(0).padStart(5)} s  ${line}\n`);
}

await main();
