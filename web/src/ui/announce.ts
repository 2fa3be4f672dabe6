/** At most one message in this time; of several only the newest is read. */
const QUIET_MS = 10_000;

let message = '';
let lastSpoken = -QUIET_MS;
let waiting: number | undefined;
const listeners = new Set<() => void>();

function speak(text: string): void {
  lastSpoken = performance.now();
  // A repeated sentence is only read again if the text differs.
  message = text === message ? `${text}\u00a0` : text;
  for (const listener of listeners) listener();
}

/** Says something through the page's one polite live region, such as "3 new events". */
export function announce(text: string): void {
  window.clearTimeout(waiting);
  const wait = lastSpoken + QUIET_MS - performance.now();
  if (wait <= 0) speak(text);
  else waiting = window.setTimeout(() => speak(text), wait);
}

export const announcements = {
  get: (): string => message,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
