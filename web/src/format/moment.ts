import { PAGE_LOCALE } from './locale.js';

const pad = (value: number): string => String(value).padStart(2, '0');

/** Exact UTC time of a moment: `20 Nov 2026, 14:05:09 UTC`. */
export function exactUtc(at: Date): string {
  return `${exactDay(at, 'UTC')}, ${at.toISOString().slice(11, 19)} UTC`;
}

/** Exact time where the reader is, with the zone's name: `20 Nov 2026, 15:05:09 CET`. */
export function exactLocal(at: Date): string {
  const zone = new Intl.DateTimeFormat(PAGE_LOCALE, { timeZoneName: 'short' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value;
  return `${exactDay(at)}, ${clock(at)}:${pad(at.getSeconds())} ${zone ?? ''}`.trimEnd();
}

/** Time of day where the reader is: `14:05`. */
export function clock(at: Date): string {
  return `${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

function exactDay(at: Date, timeZone?: 'UTC'): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    ...(timeZone && { timeZone }),
  }).formatToParts(at);
  const part = (type: 'day' | 'month' | 'year') => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('day')} ${part('month')} ${part('year')}`;
}

/** The day of a moment where the reader is: `20 Nov 2026`. */
export const formatLocalDay = (at: Date): string => exactDay(at);

/** A moment in a sentence: the time of day if it is today where the reader is, else day and time. */
export function momentInSentence(at: Date, now: Date): string {
  return at.toDateString() === now.toDateString() ? clock(at) : `${exactDay(at)}, ${clock(at)}`;
}
