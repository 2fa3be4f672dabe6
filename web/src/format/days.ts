/** A UTC day as the API writes it: `2026-11-20`. Days are never shifted into another time zone. */
export type UtcDay = string;

const DAY_MS = 24 * 60 * 60 * 1000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const toMs = (day: UtcDay): number => Date.parse(`${day}T00:00:00Z`);
const toDay = (ms: number): UtcDay => new Date(ms).toISOString().slice(0, 10);

/** The UTC day of a moment in milliseconds since 1970. */
export const utcDayOf = (ms: number): UtcDay => toDay(ms);

/** Whether the text is a day that exists: not `2026-02-30`. */
export function isUtcDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = toMs(text);
  return !Number.isNaN(ms) && toDay(ms) === text;
}

export const addDays = (day: UtcDay, days: number): UtcDay => toDay(toMs(day) + days * DAY_MS);

/** Number of days with both ends counted: one for the same day. */
export const daysInRange = (from: UtcDay, to: UtcDay): number =>
  Math.round((toMs(to) - toMs(from)) / DAY_MS) + 1;

export const firstOfMonth = (day: UtcDay): UtcDay => `${day.slice(0, 7)}-01`;

/** First day of the month that is `months` away from the day's own. */
export function addMonths(day: UtcDay, months: number): UtcDay {
  const date = new Date(toMs(firstOfMonth(day)));
  date.setUTCMonth(date.getUTCMonth() + months);
  return toDay(date.getTime());
}

const monthName = (day: UtcDay): string => MONTHS[Number(day.slice(5, 7)) - 1] ?? '';

/** `20 Nov 2026`. Day before month in words, so that nobody reads it the other way round. */
export const formatDay = (day: UtcDay): string =>
  `${Number(day.slice(8, 10))} ${monthName(day)} ${day.slice(0, 4)}`;

/** `20 Nov`, where the year is plain. */
export const formatShortDay = (day: UtcDay): string => `${Number(day.slice(8, 10))} ${monthName(day)}`;

/** `Nov 2026`. */
export const formatMonth = (day: UtcDay): string => `${monthName(day)} ${day.slice(0, 4)}`;

/** `Nov`. */
export const formatShortMonth = (day: UtcDay): string => monthName(day);
