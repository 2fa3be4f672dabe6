import type { Child } from './child.js';
import { type Contestant, CONTESTANTS, PRODUCT } from './contestants.js';
import { loudNeighbour, type Neighbourhood } from './neighbours.js';
import type { Options } from './options.js';
import { productStands } from './product.js';
import { lineOf } from './report.js';
import type { BenchServices } from './services.js';
import { plainStands, type Stands } from './stand.js';
import type { CountActions } from './temporal-actions.js';
import { type Figures, takeTurn } from './turn.js';

export interface RoundsSetting {
  readonly services: BenchServices;
  readonly options: Options;
  readonly load: Child;
  readonly countActions: CountActions;
  readonly say: (line: string) => void;
}

/** Minutes that the neighbours and the end take, at most. */
const REST = 0.6;

/** Lets all contestants take turns, round after round; the order is rotated, so that nobody always comes first. */
export async function playRounds(setting: RoundsSetting): Promise<{
  readonly results: ReadonlyMap<Contestant, readonly Figures[]>;
  readonly neighbours: Neighbourhood | null;
}> {
  const { options, load, countActions, say } = setting;
  const { rounds, lengths, mostMinutes } = options;
  const stands = await openStands(setting);
  const chosen = [...stands];
  say(`${chosen.length} contestants are ready`);
  const results = new Map<Contestant, Figures[]>();
  const minutes = () => performance.now() / 60_000;
  for (let round = 0, longest = 0; round < rounds; round += 1) {
    const began = minutes();
    if (began + longest + REST > mostMinutes) {
      say(`no time is left for round ${round + 1}`);
      break;
    }
    const shift = Math.floor((round * chosen.length) / rounds);
    for (const [contestant, own] of [...chosen.slice(shift), ...chosen.slice(0, shift)]) {
      const earlier = results.get(contestant) ?? [];
      const before = earlier.at(-1)?.accepted.rate ?? 0;
      const turn = { contestant, stands: own, load, lengths, countActions };
      const figures = await takeTurn(turn, before === 0 ? null : before);
      results.set(contestant, [...earlier, figures]);
      say(`round ${round + 1}  ${contestant.name}: ${lineOf(figures)}`);
    }
    longest = Math.max(longest, minutes() - began);
  }
  const last = results.get(PRODUCT)?.at(-1);
  const own = stands.get(PRODUCT);
  // What the machine has room for, everything included: where it has none, all wait, and nobody for a neighbour.
  const rate = Math.min(last?.accepted.rate ?? 0, last?.processed?.rate ?? 0) / 2;
  const neighbours = own === undefined || rate === 0 ? null : await measureNeighbours(setting, own, rate);
  await Promise.all([...stands.values()].map((each) => each.close()));
  return { results, neighbours };
}

async function openStands({ services, options }: RoundsSetting): Promise<Map<Contestant, Stands>> {
  const { only, profileFolder } = options;
  const chosen = CONTESTANTS.filter(
    ({ name }) => only.length === 0 || only.some((word) => name.includes(word)),
  );
  const stands = chosen.map(async (contestant) => {
    const open = contestant === PRODUCT ? productStands : plainStands;
    return [contestant, await open(services, profileFolder, contestant)] as const;
  });
  return new Map(await Promise.all(stands));
}

async function measureNeighbours(
  { load, options, say }: RoundsSetting,
  stands: Stands,
  rate: number,
): Promise<Neighbourhood> {
  const stand = await stands.open({ withWorker: true });
  say(`neighbours: ${rate.toFixed(0)} events/s in all`);
  const neighbours = await loudNeighbour(load, stand, { rate, seconds: options.lengths.steady });
  await stand.close();
  return neighbours;
}
