/** What is wished for beside the plain series, and did not come. */
export interface Lacking {
  /** Begins the sentence. */
  readonly what: string;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/** Only these two of a query's result: to read more of it is to be told of more. */
export const lackingOf = (what: string, { error, refetch }: Omit<Lacking, 'what'>): Lacking => ({
  what,
  error,
  refetch,
});
