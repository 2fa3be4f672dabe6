import { inMarkdown } from '../../test/support/markdown.js';
import { median } from '../statistics.js';
import { acceptedRate, processedMedian, type Results } from './bars.js';
import { type Contestant, CONTESTANTS, PRODUCT } from './contestants.js';
import type { Neighbourhood } from './neighbours.js';
import type { Figures, Processed } from './turn.js';

const HEAD = [
  'contestant',
  'highest rate held, events/s',
  'p50 / p99 ack at it, ms',
  'CPU s to accept 1,000: handler + Postgres',
  'accept to processed, events/s',
  'at half the highest rate: p50 / p99 ack, ms',
  'p99 until processed, s',
  'CPU s per 1,000: handler + worker + Postgres + Temporal',
  'WAL KB per 1,000',
];

/** All figures as a Markdown table: medians over the rounds. */
export function tableOf(results: Results): string {
  const rows = CONTESTANTS.filter((contestant) => results.has(contestant)).map((contestant) =>
    rowOf(results, contestant),
  );
  return inMarkdown(HEAD, rows);
}

const PARTS = ['handler', 'worker', 'postgres', 'temporal'] as const;

function rowOf(results: Results, contestant: Contestant): string[] {
  const all = results.get(contestant) ?? [];
  const accepted = all.map((figures) => figures.accepted);
  const taken = all.map((figures) => figures.taken);
  const medianOf = (values: readonly number[], places: number) => digits(median(values), places);
  const acceptance = [
    contestant.name,
    `${digits(acceptedRate(results, contestant), 0)} (${accepted.map(({ rate }) => rate.toFixed(0)).join(', ')})`,
    `${medianOf(
      accepted.map(({ p50 }) => p50),
      0,
    )} / ${medianOf(
      accepted.map(({ p99 }) => p99),
      0,
    )}`,
    `${medianOf(
      taken.map(({ handler }) => handler),
      2,
    )} + ${medianOf(
      taken.map(({ postgres }) => postgres),
      2,
    )}`,
  ];
  const processed = all.flatMap((figures) => figures.processed ?? []);
  if (processed.length === 0) return [...acceptance, ...HEAD.slice(acceptance.length).map(() => '–')];
  const show = (places: number, figure: (one: Processed) => number) =>
    medianOf(processed.map(figure), places);
  const cpu = ({ usage, sent }: Processed, parts: readonly (typeof PARTS)[number][]) =>
    (parts.reduce((sum, part) => sum + usage[part], 0) / sent) * 1_000;
  // What is left undone has cost nothing yet.
  const least = processed.every(({ isComplete }) => isComplete) ? '' : '≥ ';
  const parts = PARTS.map((part) => show(2, (one) => cpu(one, [part]))).join(' + ');
  const untilProcessed = show(1, ({ steady }) => steady.processedP99 / 1_000);
  return [
    ...acceptance,
    show(0, ({ rate }) => rate),
    `${show(0, ({ steady }) => steady.p50)} / ${show(0, ({ steady }) => steady.p99)}`,
    untilProcessed === NEVER ? 'not all in 5 s' : untilProcessed,
    `${least}${show(2, (one) => cpu(one, PARTS))} = ${parts}`,
    `${least}${show(0, ({ usage, sent }) => (usage.wal / 1024 / sent) * 1_000)}`,
  ];
}

/** What belongs to this project alone. */
export function ownFigures(results: Results, neighbours: Neighbourhood | null): string {
  if (!results.has(PRODUCT)) return '';
  const show = (places: number, figure: (processed: Processed) => number) =>
    digits(processedMedian(results, PRODUCT, figure), places);
  const billed = show(1, ({ actions }) => actions?.billed ?? Number.NaN);
  const tasks = show(1, ({ actions }) => actions?.workflowTasks ?? Number.NaN);
  const written = show(0, ({ usage, sent }) => (usage.temporalBytes / 1024 / sent) * 1_000);
  const lines = [
    `Temporal, for 1,000 events: ${billed} billed actions, ${tasks} workflow tasks, ${written} KB written by its server.`,
  ];
  if (neighbours !== null) {
    const { quiet, loud } = neighbours;
    lines.push(
      `Neighbours of a project that sends 20 times as much: p99 ack ${digits(quiet.ack, 0)} ms without it, ` +
        `${digits(loud.ack, 0)} ms beside it; p99 until processed ${digits(quiet.processed, 0)} ms and ${digits(loud.processed, 0)} ms.`,
    );
  }
  return lines.join('\n');
}

const NEVER = 'never';

const digits = (value: number | null, places: number): string =>
  value === null || Number.isNaN(value) ? '–' : Number.isFinite(value) ? value.toFixed(places) : NEVER;

/** One turn in one line, to follow a run by. */
export function lineOf({ accepted, processed }: Figures): string {
  const accepts = `accepts ${accepted.rate.toFixed(0)}/s`;
  if (processed === undefined) return accepts;
  const until = (processed.steady.processedP99 / 1_000).toFixed(1);
  return `${accepts}, processes ${processed.rate.toFixed(0)}/s, p99 until processed ${until} s at half the rate`;
}
