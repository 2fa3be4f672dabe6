import { Decimal } from 'decimal.js';

import type { TileSaid } from './tile-facts.js';

/** A headline as the simulator's `GET …/book/tiles` answers it. */
export interface BookTile extends Pick<TileSaid, 'metric' | 'value' | 'as_of' | 'complete' | 'previous'> {
  readonly value_complete_days?: string | number;
  readonly complete_days_as_of?: string;
  readonly numerator?: string | number;
  readonly denominator?: number;
}

/** As a tile of the only account there is. */
export function fromBook(tile: BookTile): TileSaid {
  const { numerator, denominator, ...said } = tile;
  const parts =
    numerator === undefined ? null : { numerator: String(numerator), denominator: String(denominator) };
  const isNothing = said.value === null;
  return toTheCent({ ...said, partial: isNothing, parts: isNothing ? null : parts, by_account: [] });
}

/** A tile without what the book has no word for. */
export function plainTile(tile: TileSaid): TileSaid {
  const isFraction = tile.parts?.['denominator'] !== undefined;
  return toTheCent({ ...tile, by_account: [], parts: isFraction ? tile.parts : null });
}

/** Our ARR is twelve times an MRR that RevenueCat has rounded to the millionth; the book's is rounded once. */
function toTheCent(tile: TileSaid): TileSaid {
  if (tile.metric !== 'arr' || tile.value === null) return tile;
  const cents = (value: TileSaid['value']) => new Decimal(value ?? 0).toFixed(2);
  const { previous } = tile;
  return {
    ...tile,
    value: cents(tile.value),
    previous: previous && { ...previous, value: cents(previous.value) },
  };
}
