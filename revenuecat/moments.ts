const FIRST = Date.UTC(1970, 0, 1);
const LAST = Date.UTC(9999, 11, 31);

/**
 * Whether a number is a time that RevenueCat can mean, and that everything behind us can hold and print.
 *
 * @param time milliseconds since 1970.
 */
export function isMoment(time: number): boolean {
  return time >= FIRST && time <= LAST;
}
