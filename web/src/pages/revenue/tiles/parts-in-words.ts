import { formatCount } from '../../../format/counts.js';

/** What a number is made of: `412 of 9,751`; other parts by their names. Null without parts. */
export function partsInWords(parts: Readonly<Record<string, string>> | null): string | null {
  if (parts === null) return null;
  const { numerator, denominator, ...rest } = parts;
  if (numerator !== undefined && denominator !== undefined) {
    return `${formatCount(numerator)} of ${formatCount(denominator)}`;
  }
  const named = Object.entries(rest).map(
    ([name, value]) => `${name.replaceAll('_', ' ')} ${formatCount(value)}`,
  );
  return named.length === 0 ? null : named.join(', ');
}
