import { formatLocalDay } from './moment.js';

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const days = (ms: number): string => {
  const count = Math.floor(ms / DAY);
  return count === 1 ? '1 day' : `${count} days`;
};

/** A length of time in its largest unit: `12 min`, `3 h`, `2 days`; below a minute `moments`. */
export function duration(ms: number): string {
  if (ms < MINUTE) return 'moments';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  return days(ms);
}

/** When something happened: `just now`, `12 min ago`, `3 h ago`, `2 days ago`, from a week on its day where the reader is. */
export function ago(at: number, now: number): string {
  const passed = now - at;
  if (passed < MINUTE) return 'just now';
  if (passed >= 7 * DAY) return formatLocalDay(new Date(at));
  return `${duration(passed)} ago`;
}

/** How old numbers are: `just now`, `12 min old`, `2 days old`. */
export function oldness(at: number, now: number): string {
  return now - at < MINUTE ? 'just now' : `${duration(now - at)} old`;
}

/** When something will happen: `in 41 min`; `due now` from its time on. */
export function until(at: number, now: number): string {
  const left = at - now;
  if (left <= 0) return 'due now';
  if (left < MINUTE) return 'in less than a minute';
  return `in ${duration(left)}`;
}
