import { hexFor } from '../../simulator/book/random.js';
import type { Act } from '../../workflows/account/acts.js';
import type { Outcomes } from '../../workflows/account/outcomes.js';
import { slotAfter } from '../../workflows/account/schedule.js';
import type { AccountState } from '../../workflows/account/state.js';
import { HOUR, NOW, stateOf } from '../account/states.js';
import type { Fleet } from './lived.js';

/** One account of a fleet that lives without a clock; times in milliseconds. */
export interface Member {
  readonly id: string;
  readonly number: number;
  state: AccountState;
  /** When something happens to it next: its act is over, or its wait. */
  at: number;
  doing: { readonly act: Act; readonly outcome: Outcomes[Act['type']] } | null;
  grantedAt: number | null;
  askedAt: number | null;
  publishedAt: number;
}

/** Connected a moment ago, with its first sync to come. */
export function memberOf({ interval }: Fleet, number: number): Member {
  const id = `acc_${hexFor(`fleet/${number}`, 26)}`;
  const key = {
    id: 'crd_1',
    kind: 'api_key',
    version: 1,
    scopes: [],
    accessExpiresAt: null,
    obtainedAt: NOW,
  } as const;
  const state = stateOf({
    credential: key,
    cadence: { syncInterval: interval, refreshBeforeExpiry: HOUR / 4 },
    nextSlot: slotAfter(id, interval, NOW),
    wanted: { runId: 'first', kind: 'first' },
  });
  return { id, number, state, at: NOW, doing: null, grantedAt: null, askedAt: null, publishedAt: 0 };
}
