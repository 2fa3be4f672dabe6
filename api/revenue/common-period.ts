import type { Day } from './days.js';
import type { Member } from './points.js';

/** One period for all: numbers of different days or months are never added up. */
export interface CommonPeriod {
  readonly period: Day;
  /** Members whose point of this period is complete. */
  readonly having: readonly Member[];
  readonly lacking: readonly Member[];
}

/**
 * The newest period that is complete in every member. A member that has no such period, or is further behind the
 * newest than `reachBack`, would hold everybody back: then the newest period that the most members have, without it.
 *
 * @param reachBack the oldest period that may be chosen, given the newest complete one of any member.
 * @returns null if no member has a complete period.
 */
export function newestCommonPeriod(
  members: readonly Member[],
  reachBack: (newest: Day) => Day,
): CommonPeriod | null {
  const counts = new Map<Day, number>();
  for (const { points } of members) {
    for (const { period, complete } of points.values()) {
      if (complete) counts.set(period, (counts.get(period) ?? 0) + 1);
    }
  }
  const newest = latest(counts.keys());
  if (newest === null) return null;
  const oldest = reachBack(newest);
  const within = [...counts].filter(([day]) => day >= oldest);
  const most = Math.max(...within.map(([, count]) => count));
  const period = latest(within.flatMap(([day, count]) => (count === most ? [day] : []))) ?? newest;
  const isComplete = ({ points }: Member) => points.get(period)?.complete === true;
  return {
    period,
    having: members.filter(isComplete),
    lacking: members.filter((member) => !isComplete(member)),
  };
}

/** The greatest of some days; null if there are none. */
export function latest(days: Iterable<Day>): Day | null {
  let newest: Day | null = null;
  for (const day of days) if (newest === null || day > newest) newest = day;
  return newest;
}
