import { inMarkdown } from '../../test/support/markdown.js';
import { type Figures, rate } from './bars.js';

/** All figures as Markdown tables. */
export function tablesOf({ paces, runs, bare, readings }: Figures, size: string): string {
  const seconds = (milliseconds: number) => (milliseconds / 1_000).toFixed(1);
  const durations = inMarkdown(
    [
      'one account',
      'calls',
      'allowed a minute',
      'took, s',
      '÷ (calls ÷ rate)',
      '÷ earliest that the window allows',
    ],
    paces.map(({ name, calls, perMinute, took, atRate, atOnce }) => [
      ...[name, calls, perMinute, seconds(took), `${(took / atRate).toFixed(2)}×`],
      // With room for all calls at once there is nothing to compare with.
      atOnce === 0 ? '–' : `${(took / atOnce).toFixed(2)}×`,
    ]),
  );
  const calls = inMarkdown(
    [
      'run',
      'charts',
      'options',
      'lists',
      'asked twice',
      'rows',
      'published in, ms',
      'rows/s',
      '÷ bare INSERT',
    ],
    [
      ...runs.map(({ name, charts, options, lists, duplicates, rows, published }) => [
        ...[
          name,
          charts,
          options,
          lists,
          duplicates,
          rows,
          published.toFixed(0),
          rate(rows, published).toFixed(0),
        ],
        `${(rate(rows, published) / rate(bare.rows, bare.took)).toFixed(2)}×`,
      ]),
      [
        ...['one bare INSERT', '–', '–', '–', '–', bare.rows, bare.took.toFixed(0)],
        ...[rate(bare.rows, bare.took).toFixed(0), '1×'],
      ],
    ],
  );
  const reads = inMarkdown(
    [size, 'p50, ms', 'p99, ms', 'SQL alone, ms', 'p50 ÷ SQL', 'KB'],
    readings.map(({ name, p50, p99, sql, kilobytes }) => [
      ...[name, p50.toFixed(1), p99.toFixed(1)],
      ...(sql === null ? ['–', '–'] : [sql.toFixed(1), `${(p50 / sql).toFixed(2)}×`]),
      kilobytes.toFixed(0),
    ]),
  );
  return [durations, calls, reads].join('\n\n');
}
