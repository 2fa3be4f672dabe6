import { addMonths, DAY, startOfDay } from '../clock.js';

/** RevenueCat's resolution ids, by position ("Charts, options"). */
export const resolutions = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Resolution = (typeof resolutions)[number];

/** A period of a chart: UTC, `end` excluded. Milliseconds. */
export interface ChartPeriod {
  start: number;
  end: number;
}

/** The periods that cover all days from one to another (first instants of UTC days, both included). */
export function periodsBetween(resolution: Resolution, firstDay: number, lastDay: number): ChartPeriod[] {
  const periods: ChartPeriod[] = [];
  for (let start = startOf(resolution, firstDay); start <= lastDay;) {
    const end = next(resolution, start);
    periods.push({ start, end });
    start = end;
  }
  return periods;
}

/** First instant of the period a day falls in. Weeks begin on Sunday, as observed. */
function startOf(resolution: Resolution, day: number): number {
  const date = new Date(startOfDay(day));
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (resolution) {
    case 'day':
      return date.getTime();
    case 'week':
      return date.getTime() - date.getUTCDay() * DAY;
    case 'month':
      return Date.UTC(year, month);
    case 'quarter':
      return Date.UTC(year, month - (month % 3));
    case 'year':
      return Date.UTC(year, 0);
  }
}

function next(resolution: Resolution, start: number): number {
  switch (resolution) {
    case 'day':
      return start + DAY;
    case 'week':
      return start + 7 * DAY;
    case 'month':
      return addMonths(start, 1);
    case 'quarter':
      return addMonths(start, 3);
    case 'year':
      return addMonths(start, 12);
  }
}
