/** Colour of a series; 0 is the grey of "Other". */
export const colourOf = (colour: number): string =>
  colour === 0 ? 'var(--series-other)' : `var(--series-${colour})`;
