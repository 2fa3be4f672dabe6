import type { Account } from '../../../api/types.js';

/** What the connect dialog is opened for. */
export interface ConnectHow {
  readonly method: 'oauth' | 'api_key';
  /** The account to reconnect; null for a new one. */
  readonly account: Account | null;
}
