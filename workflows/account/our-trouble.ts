import type { Act } from './acts.js';
import { changed, type Moment } from './changes.js';
import type { Failed } from './outcomes.js';
import { noLongerThanASlot } from './schedule.js';
import type { AccountState } from './state.js';

/** How long the grant rests while a part of our own is away, in milliseconds. */
const REST = 20_000;

/** By which acts a part of our own shows that it is back; the type of the failure names the part. */
const SHOWN_BY: Readonly<Record<string, readonly Act['type'][]>> = {
  VaultUnavailable: ['refresh', 'step', 'probe', 'retire', 'webhook'],
  DatabaseUnavailable: ['begin', 'step', 'finish', 'pass-slot', 'webhook'],
};

/** Notes that a part of our own is away: a warning, and never a cause. */
export function troubled(
  state: AccountState,
  { now }: Moment,
  { type }: Failed,
  act: Pick<Act, 'type'>,
): AccountState {
  const ourTroubleWith = SHOWN_BY[type] === undefined ? act.type : type;
  if (state.ourTroubleSince !== null) return { ...state, ourTroubleWith };
  return changed(state, { ourTroubleSince: now, ourTroubleWith });
}

/** Lets the grant rest for a while, too: it is tried again, and no history fills meanwhile. */
export function afterTrouble(
  state: AccountState,
  at: Moment,
  failure: Failed,
  act: Pick<Act, 'type'>,
): AccountState {
  const restUntil = at.now + noLongerThanASlot(state, REST);
  return changed(troubled(state, at, failure, act), { restUntil });
}

/** The trouble is over once the part that was away has served an act that needs it. */
export function overcome(state: AccountState, { type }: Pick<Act, 'type'>): AccountState {
  if (state.ourTroubleSince === null) return state;
  const { ourTroubleWith: part } = state;
  // States of older histories do not say what it was.
  const shows = part === undefined || part === type || SHOWN_BY[part]?.includes(type);
  return shows ? withoutTrouble(state) : state;
}

function withoutTrouble(state: AccountState): AccountState {
  const { ourTroubleWith: _over, ...rest } = state;
  return changed(rest, { ourTroubleSince: null });
}
