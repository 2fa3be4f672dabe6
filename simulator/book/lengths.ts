import { addMonths, DAY } from '../clock.js';

/** How long a paid period lasts, as RevenueCat writes durations (ISO 8601). */
export type Length = 'P1W' | 'P1M' | 'P3M' | 'P1Y';

interface LengthFacts {
  /** RevenueCat's name of it ("Charts, options", filter "Product duration"). */
  displayName: string;
  /** What a price of such a period adds to MRR, times twelve: an integer, so that sums stay exact. */
  mrrTwelfths: number;
}

/** By the table of RevenueCat's "MRR chart": a week counts four times, a quarter a third, a year a twelfth. */
export const lengths: Record<Length, LengthFacts> = {
  P1W: { displayName: 'Weekly', mrrTwelfths: 48 },
  P1M: { displayName: 'Monthly', mrrTwelfths: 12 },
  P3M: { displayName: 'Three month', mrrTwelfths: 4 },
  P1Y: { displayName: 'Yearly', mrrTwelfths: 1 },
};

/** When a period that starts at an instant ends. Milliseconds. */
export function endOfLength(start: number, length: Length): number {
  switch (length) {
    case 'P1W':
      return start + 7 * DAY;
    case 'P1M':
      return addMonths(start, 1);
    case 'P3M':
      return addMonths(start, 3);
    case 'P1Y':
      return addMonths(start, 12);
  }
}
