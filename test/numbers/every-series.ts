import { MONTHLY } from './expected-rows.js';
import {
  BY_DAY,
  type Party,
  type Range,
  seriesByDay,
  seriesByMonth,
  seriesOfRate,
} from './expected-series.js';
import { assertSame } from './facts.js';
import { type PointSaid, seriesFacts } from './series-facts.js';
import type { NumbersStage } from './stage.js';

interface Series {
  readonly metric: string;
  readonly resolution: 'day' | 'month';
  readonly expected: () => PointSaid[];
}

/** Every metric of some accounts, by day and by month, is what the ledgers say. */
export async function assertEverySeries(stage: NumbersStage, party: Party, range: Range): Promise<void> {
  const everybody = [...party.members, ...party.gone];
  const accounts = everybody.map(({ accountId }) => accountId).join(',');
  const all: Series[] = [
    ...BY_DAY.flatMap((metric): Series[] => [
      { metric, resolution: 'day', expected: () => seriesByDay(metric, party, range) },
      { metric, resolution: 'month', expected: () => seriesByMonth(metric, party, range) },
    ]),
    ...MONTHLY.map((metric): Series => {
      return { metric, resolution: 'month', expected: () => seriesOfRate(metric, party, range) };
    }),
  ];
  const answers = await Promise.all(
    all.map(async (series) => {
      const { metric, resolution } = series;
      const query = { metric, resolution, from: range.from, to: range.to, accounts };
      const path = `series?${new URLSearchParams(query).toString()}`;
      return { ...series, ...(await stage.revenue<{ points: PointSaid[] }>(path)) };
    }),
  );
  for (const { metric, resolution, points, expected } of answers) {
    const facts = (of: readonly PointSaid[]) => seriesFacts(metric, of, everybody.length > 1);
    assertSame(facts(points), facts(expected()), `${metric} by ${resolution}`);
  }
}
