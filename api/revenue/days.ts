/** A UTC day as `YYYY-MM-DD`: sorts as text, and no time zone can shift it. A month is the day it begins on. */
export type Day = string;

const DAY_MS = 86_400_000;

/** The UTC day of a moment. */
export function utcDay(moment: Date): Day {
  return moment.toISOString().slice(0, 10);
}

export function addDays(day: Day, days: number): Day {
  return utcDay(new Date(Date.parse(day) + days * DAY_MS));
}

/** Days from one to another, both counted; 0 or less when `to` is before `from`. */
export function daysThrough(from: Day, to: Day): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}

/** Every day of a range, both ends included. */
export function daysBetween(from: Day, to: Day): Day[] {
  return Array.from({ length: Math.max(0, daysThrough(from, to)) }, (_, index) => addDays(from, index));
}

export function monthOf(day: Day): Day {
  return `${day.slice(0, 7)}-01`;
}

/** @param month the day it begins on. */
export function addMonths(month: Day, months: number): Day {
  const date = new Date(month);
  return utcDay(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)));
}

export function lastDayOfMonth(day: Day): Day {
  return addDays(addMonths(day, 1), -1);
}
