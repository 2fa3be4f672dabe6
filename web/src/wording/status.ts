import type { Account } from '../api/types.js';
import { ownerMustAct } from './health.js';

/** The closed list of words an account's chip can show. */
export type Status =
  'disconnected' | 'disconnecting' | 'action_needed' | 'waiting' | 'paused' | 'first_sync' | 'healthy';

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  disconnected: 'Disconnected',
  disconnecting: 'Disconnecting',
  action_needed: 'Action needed',
  waiting: 'Waiting',
  paused: 'Paused',
  first_sync: 'First sync',
  healthy: 'Healthy',
};

/** The first status that fits; paused stands second beside trouble, which pausing does not end. */
export function statusesOf(account: Account): readonly [Status, ...Status[]] {
  if (account.status === 'disconnected' || account.status === 'disconnecting') return [account.status];
  const paused = account.status === 'paused';
  if (account.health.status === 'unhealthy') {
    const trouble = ownerMustAct(account) ? 'action_needed' : 'waiting';
    return paused ? [trouble, 'paused'] : [trouble];
  }
  if (paused) return ['paused'];
  return [account.last_published_at === null ? 'first_sync' : 'healthy'];
}
