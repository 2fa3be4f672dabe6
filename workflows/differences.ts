/**
 * How what is can differ from what the rows say. A repair is named after the difference it ended: in its row, in the
 * metrics and in the API.
 */
export const DIFFERENCE_KINDS = [
  /** An account that is connected or paused, without a live workflow: it is started from its row. */
  'account_not_running',
  /** A disconnect without a live workflow: started from its row, with the disconnect signal. */
  'disconnect_not_running',
  /** A disconnect whose workflow does not know of it: it is signalled. */
  'disconnect_not_known',
  /**
   * A connected or paused account that does not know that the webhook token was rotated, so that RevenueCat still delivers with
   * the one before: it is signalled.
   */
  'token_rotation_not_known',
  /** A disconnected account with a live workflow: it is told to disconnect, which ends it and deletes what it holds. */
  'disconnected_still_running',
  /** An attempt to connect, past its deadline and without a live workflow: its row ends, its secrets are deleted. */
  'connection_stuck',
  /** A credential that no account and no open attempt has owned for an hour: deleted. */
  'credential_orphaned',
  /** A code, verifier or pasted key that no open attempt waits for: deleted. */
  'inbound_secret_orphaned',
  /** The webhook signing secret of a disconnected account: deleted. */
  'signing_secret_orphaned',
] as const;

export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** One difference, as one look saw it. Two looks saw the same if all fields are equal. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly projectId: string;
  /** Id of the account, connection or credential. */
  readonly subject: string;
  /** The account's generation; null where the subject is none. */
  readonly generation: number | null;
}

/** What one look at a part of the installation came to. */
export interface Look {
  /** Rows or secrets looked at. */
  readonly seen: number;
  readonly differences: readonly Difference[];
  /** Where the next look goes on; null at the end. */
  readonly next: string | null;
}

/** How long things may be other than they should, in milliseconds. */
export interface Patience {
  /** Between the two looks that have to see the same. */
  readonly betweenLooks: number;
  /** After the deadline of an attempt, until it counts as stuck. */
  readonly overdue: number;
  /** For which a secret may have no owner. */
  readonly orphanAge: number;
}
