/** A transaction that waits for Temporal or Vault, in milliseconds: their deadlines and some more. */
export const TRANSACTION = { maxWait: 3_000, timeout: 15_000 };
