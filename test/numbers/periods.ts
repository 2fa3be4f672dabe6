/** UTC days as `YYYY-MM-DD`; a month is the day it begins on. */
export type Day = string;

export const DAY_MS = 86_400_000;

const names = new Map<number, Day>();

/** The day of a moment; days come by the thousand here, so each is written once. */
export function dayOf(at: number): Day {
  const number = Math.floor(at / DAY_MS);
  const name = names.get(number) ?? new Date(number * DAY_MS).toISOString().slice(0, 10);
  names.set(number, name);
  return name;
}

export function startOf(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}

export function plusDays(day: Day, days: number): Day {
  return dayOf(startOf(day) + days * DAY_MS);
}

export function monthOf(day: Day): Day {
  return `${day.slice(0, 7)}-01`;
}

export function plusMonths(month: Day, months: number): Day {
  return dayOf(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 1 + months));
}

/** Both ends included. */
export function daysThrough(from: Day, to: Day): Day[] {
  const days: Day[] = [];
  for (let at = startOf(from); at <= startOf(to); at += DAY_MS) days.push(dayOf(at));
  return days;
}

/** The months of all days of a range. */
export function monthsThrough(from: Day, to: Day): Day[] {
  const months: Day[] = [];
  for (let month = monthOf(from); month <= to; month = plusMonths(month, 1)) months.push(month);
  return months;
}

export function lastDayOf(month: Day): Day {
  return plusDays(plusMonths(month, 1), -1);
}
