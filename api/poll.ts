import { setTimeout as delay } from 'node:timers/promises';

const STEP = 150;
/** A caller is answered within ten seconds; the last one is for the answer itself. */
const ACT_WITHIN = 9_000;

/** When an act that begins now must have its answer, in milliseconds since 1970. */
export const actDeadline = (): number => Date.now() + ACT_WITHIN;

/** Milliseconds until a deadline. */
export const timeLeft = (deadline: number): number => Math.max(0, deadline - Date.now());

/**
 * Reads until what was read satisfies, or the time is over; answers what was read last.
 *
 * @param milliseconds how long at most.
 */
export async function pollUntil<T>(
  milliseconds: number,
  read: () => Promise<T>,
  satisfies: (value: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const value = await read();
    if (satisfies(value) || Date.now() + STEP > deadline) return value;
    await delay(STEP);
  }
}
