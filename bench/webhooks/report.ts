import { cpus, totalmem } from 'node:os';

import { acceptedRate, processedMedian, type Results, type Verdict } from './bars.js';
import { type Contestant, CONTESTANTS } from './contestants.js';
import type { Neighbourhood } from './neighbours.js';
import { median } from './statistics.js';
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
  return [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function rowOf(results: Results, contestant: Contestant): string[] {
  const all = results.get(contestant) ?? [];
  const accepted = all.map((figures) => figures.accepted);
  const taken = all.map((figures) => figures.taken);
  const of = (figure: (processed: Processed) => number) => processedMedian(results, contestant, figure);
  const cpu = (part: 'handler' | 'worker' | 'postgres' | 'temporal') =>
    of(({ usage, events }) => (usage[part] / events) * 1_000);
  const hasProcessed = of(({ rate }) => rate) !== null;
  const parts = (['handler', 'worker', 'postgres', 'temporal'] as const).map((part) => digits(cpu(part), 2));
  const sum = of(
    ({ usage: { handler, worker, postgres, temporal }, events }) =>
      ((handler + worker + postgres + temporal) / events) * 1_000,
  );
  const untilProcessed = of(({ steady }) => steady.processedP99);
  return [
    contestant.name,
    `${digits(acceptedRate(results, contestant), 0)} (${accepted.map(({ rate }) => rate.toFixed(0)).join(', ')})`,
    `${digits(median(accepted.map(({ p50 }) => p50)), 0)} / ${digits(median(accepted.map(({ p99 }) => p99)), 0)}`,
    (['handler', 'postgres'] as const)
      .map((part) => digits(median(taken.map((each) => each[part])), 2))
      .join(' + '),
    digits(
      of(({ rate }) => rate),
      0,
    ),
    hasProcessed
      ? `${digits(
          of(({ steady }) => steady.p50),
          0,
        )} / ${digits(
          of(({ steady }) => steady.p99),
          0,
        )}`
      : '–',
    untilProcessed === null
      ? '–'
      : Number.isFinite(untilProcessed)
        ? digits(untilProcessed / 1_000, 1)
        : 'not all in 5 s',
    hasProcessed ? `${digits(sum, 2)} = ${parts.join(' + ')}` : '–',
    digits(
      of(({ usage, events }) => (usage.wal / 1024 / events) * 1_000),
      0,
    ),
  ];
}

export function verdictTable(verdicts: readonly Verdict[]): string {
  const word = { true: 'pass', false: 'FAIL', null: '–' };
  return [
    '| bar | found | |',
    '| --- | --- | --- |',
    ...verdicts.map(({ bar, found, isMet }) => `| ${bar} | ${found} | ${word[`${isMet}`]} |`),
  ].join('\n');
}

/** What belongs to this project alone. */
export function ownFigures(results: Results, neighbours: Neighbourhood | null): string {
  const product = CONTESTANTS.at(-1);
  if (product === undefined || !results.has(product)) return '';
  const of = (figure: (processed: Processed) => number) => processedMedian(results, product, figure);
  const lines = [
    `Temporal, for 1,000 events: ${digits(
      of(({ actions }) => actions?.billed ?? Number.NaN),
      1,
    )} billed actions, ` +
      `${digits(
        of(({ actions }) => actions?.workflowTasks ?? Number.NaN),
        1,
      )} workflow tasks, ` +
      `${digits(
        of(({ usage, events }) => (usage.temporalBytes / 1024 / events) * 1_000),
        0,
      )} KB written by its server.`,
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

export function machine(): string {
  const [cpu] = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return `${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${memory} GB, Node ${process.version}, ${process.platform}`;
}

const digits = (value: number | null, count: number): string =>
  value === null || Number.isNaN(value) ? '–' : Number.isFinite(value) ? value.toFixed(count) : 'never';

/** One turn in one line, to follow a run by. */
export function lineOf({ accepted, processed }: Figures): string {
  const accepts = `accepts ${accepted.rate.toFixed(0)}/s`;
  if (processed === undefined) return accepts;
  const until = (processed.steady.processedP99 / 1_000).toFixed(1);
  return `${accepts}, processes ${processed.rate.toFixed(0)}/s, p99 until processed ${until} s at half the rate`;
}
