import { setTimeout as delay } from 'node:timers/promises';

import ms, { type StringValue } from 'ms';

export interface Patience {
  /** When to give up: `'5s'`. */
  readonly within: StringValue;
  /** How long to wait between two looks. */
  readonly every?: StringValue;
}

/**
 * Looks until `check` neither throws nor answers `false`, and returns what it answered.
 *
 * @throws at the end of the time, with what was wrong at the last look.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { within, every = '25ms' }: Patience = { within: '15s' },
): Promise<Exclude<T, false>> {
  const deadline = Date.now() + ms(within);
  for (;;) {
    let problem: unknown = 'it was false';
    try {
      const answer = await check();
      if (answer !== false) return answer as Exclude<T, false>;
    } catch (error) {
      problem = error;
    }
    if (Date.now() > deadline) {
      const message = problem instanceof Error ? problem.message : String(problem);
      throw new Error(`Not so within ${within}: ${message}`, { cause: problem });
    }
    await delay(ms(every));
  }
}
