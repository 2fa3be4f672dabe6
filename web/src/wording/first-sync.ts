import type { SyncRun } from '../api/types.js';

/** Whether the newest run of an account without numbers ended without any: then the first sync is not about to begin. */
export const firstSyncFailed = (newest: SyncRun | null | undefined): boolean =>
  newest?.status === 'failed' || newest?.status === 'skipped';
