import type { History } from './load-histories.js';
import { type MetricName, metricOf, storedAs } from './metrics.js';
import { type Member, readPoint, type Source } from './points.js';

/** An account whose numbers are in another currency than the layer's, and therefore in no sum. */
export interface LeftOut {
  readonly accountId: string;
  readonly currency: string;
}

export interface Members {
  /** Those without any point included: the union says that they are missing. */
  readonly members: readonly Member[];
  readonly leftOut: readonly LeftOut[];
  readonly sources: ReadonlyMap<string, Source>;
}

/** Who takes part in the union of a metric. */
export function membersOf(name: MetricName, histories: readonly History[]): Members {
  const stored = storedAs(name);
  const times = metricOf(name).derived?.times ?? 1;
  const own = histories.filter(({ metric }) => metric === stored);
  return {
    members: own
      .filter(({ otherCurrency }) => otherCurrency === null)
      .map(({ accountId, points }) => ({
        accountId,
        points: new Map(points.map((point) => [point[0], readPoint(point, times)])),
      })),
    leftOut: own.flatMap(({ accountId, otherCurrency }) =>
      otherCurrency === null ? [] : [{ accountId, currency: otherCurrency }],
    ),
    sources: new Map(own.flatMap(({ accountId, source }) => (source === null ? [] : [[accountId, source]]))),
  };
}
