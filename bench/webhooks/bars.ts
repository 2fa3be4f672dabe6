import { median } from '../statistics.js';
import type { Verdict } from '../verdicts.js';
import { type Contestant, isQueue, NOTHING, PG, PG_GROUPED, PRODUCT } from './contestants.js';
import type { Neighbourhood } from './neighbours.js';
import type { Figures, Processed } from './turn.js';

/** What every contestant showed, by round. */
export type Results = ReadonlyMap<Contestant, readonly Figures[]>;

export function acceptedRate(results: Results, contestant: Contestant): number | null {
  const figures = results.get(contestant) ?? [];
  return figures.length === 0 ? null : median(figures.map(({ accepted }) => accepted.rate));
}

/** Median over the rounds of a figure about processing; null where there is none. */
export function processedMedian(
  results: Results,
  contestant: Contestant,
  figure: (processed: Processed) => number,
): number | null {
  const figures = (results.get(contestant) ?? []).flatMap(({ processed }) => processed ?? []);
  return figures.length === 0 ? null : median(figures.map(figure));
}

/** Judges this project by what it was built to reach. */
export function judge(results: Results, neighbours: Neighbourhood | null): Verdict[] {
  const own = acceptedRate(results, PRODUCT);
  const ownProcessed = processedMedian(results, PRODUCT, ({ rate }) => rate);
  const untilProcessed = processedMedian(results, PRODUCT, ({ steady }) => steady.processedP99);
  // Workflow tasks are no actions in Temporal's sense; the report has them beside these.
  const actions = processedMedian(results, PRODUCT, ({ actions }) => actions?.billed ?? Number.NaN);
  const queues = [...results.keys()].filter(isQueue);
  const best = Math.max(...queues.map((queue) => processedMedian(results, queue, ({ rate }) => rate) ?? 0));
  const atLeast = (bar: string, least: number, mine: number | null, theirs: number | null): Verdict => {
    if (mine === null || !theirs) return { bar, found: 'not measured', isMet: null };
    return { bar, found: `${(mine / theirs).toFixed(2)}×`, isMet: mine / theirs >= least };
  };
  const atMost = (bar: string, most: number, mine: number | null, unit: string): Verdict =>
    mine === null
      ? { bar, found: 'not measured', isMet: null }
      : { bar, found: `${mine.toFixed(1)} ${unit}`, isMet: mine <= most };
  const ratio = neighbours === null ? null : neighbours.loud.ack / neighbours.quiet.ack;
  return [
    atLeast('accepts ≥ 0.9× of grouped pg', 0.9, own, acceptedRate(results, PG_GROUPED)),
    atLeast('accepts ≥ 1.3× of pg per request', 1.3, own, acceptedRate(results, PG)),
    atLeast('accepts ≥ 0.85× of the same handler storing nothing', 0.85, own, acceptedRate(results, NOTHING)),
    atLeast('accept to processed ≥ 2× of the best queue', 2, ownProcessed, queues.length === 0 ? null : best),
    atMost(
      'p99 until processed ≤ 5 s at half the highest rate',
      5,
      untilProcessed && untilProcessed / 1_000,
      's',
    ),
    atMost('a project at 20× its neighbours leaves their p99 within 2×', 2, ratio, '×'),
    atMost('≤ 50 Temporal actions for 1,000 events', 50, actions, ''),
  ];
}
