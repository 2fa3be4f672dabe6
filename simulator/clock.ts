/** Milliseconds since the epoch, UTC. Tests pass their own clock to decide what day it is. */
export type Clock = () => number;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The UTC day (`YYYY-MM-DD`) an instant falls on. */
export function utcDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** First instant of a UTC day given as `YYYY-MM-DD`; NaN if it is not one. */
export function dayStart(day: string): number {
  return Date.parse(`${day}T00:00:00.000Z`);
}

/** First instant of the UTC day an instant falls on. */
export function startOfDay(at: number): number {
  return Math.floor(at / DAY) * DAY;
}

/** The same day and time `months` later; the 31st becomes the last day of a shorter month. */
export function addMonths(at: number, months: number): number {
  const date = new Date(at);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}
