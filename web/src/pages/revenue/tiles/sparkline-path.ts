/** Room for half of the line's width. */
const INSET = 1;

/**
 * Path of a small line from zero (or below, if values are) to its greatest value; a gap stays a gap.
 *
 * @returns null with fewer than two values: a dot shows no direction.
 */
export function sparklinePath(
  values: readonly (number | null)[],
  { width, height }: { readonly width: number; readonly height: number },
): string | null {
  const given = values.filter((value) => value !== null);
  if (given.length < 2) return null;
  const [low, high] = [Math.min(0, ...given), Math.max(0, ...given)];
  const x = (index: number) => ((index / (values.length - 1)) * width).toFixed(1);
  const y = (value: number) =>
    (height - INSET - ((value - low) / (high - low || 1)) * (height - 2 * INSET)).toFixed(1);
  return values
    .map((value, index) => {
      if (value === null) return '';
      const before = values[index - 1];
      return `${before === null || before === undefined ? 'M' : 'L'}${x(index)} ${y(value)}`;
    })
    .join('');
}
