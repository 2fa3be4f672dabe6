/** One row of the statement's input, as `jsonb_to_recordset` reads it. Exactly one of body and sealed is given. */
export interface IncomingRow {
  /** Position in the group: the statement answers by it. */
  readonly n: number;
  readonly project_id: string;
  readonly named_account: string | null;
  readonly signed: boolean;
  readonly size: number;
  readonly event_id?: string;
  readonly type?: string;
  readonly app_id?: string | null;
  readonly keep_attributes?: boolean;
  readonly quarantine_id?: string;
  readonly reason?: string;
  /** Base64. */
  readonly sealed?: string;
}

/**
 * What became of a row. `again`: nothing yet, because somebody holds the account's gate, or stored this id at this very
 * moment so that its body could not be compared; the row is to be sent again.
 */
export type RowOutcome =
  | 'stored'
  | 'duplicate'
  | 'conflict'
  | 'quarantined'
  | 'no-account'
  | 'unknown-account'
  | 'not-accepting'
  | 'unsigned'
  | 'again';

export interface OutgoingRow {
  readonly n: number;
  readonly outcome: RowOutcome;
  /** Where the delivery was routed; null while unrouted. */
  readonly account_id: string | null;
}
