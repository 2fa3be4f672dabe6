import type { Child } from './child.js';
import { type Contestant, hasWorker, PRODUCT } from './contestants.js';
import { type Held, highestRate, type Taken, warmUp } from './measure.js';
import { type Burst, burst, type Steady, steadyLoad } from './phases.js';
import type { Stand, Stands } from './stand.js';
import type { ActionCount, CountActions } from './temporal-actions.js';

/** All in seconds. */
export interface Lengths {
  /** Of one try of a rate. */
  readonly try: number;
  readonly burst: number;
  readonly steady: number;
}

/** What one contestant showed in one round. */
export interface Figures {
  /** Both without a worker beside it. */
  readonly taken: Taken;
  readonly accepted: Held;
  /** With its worker; absent where nothing is stored. */
  readonly processed?: Processed;
}

export interface Processed extends Burst {
  /** At half the highest rate. */
  readonly steady: Steady;
  /** During both; null where there is no Temporal. */
  readonly actions: ActionCount | null;
}

export interface Turn {
  readonly contestant: Contestant;
  readonly stands: Stands;
  readonly load: Child;
  readonly lengths: Lengths;
  readonly countActions: CountActions;
}

/** @param before the contestant's highest rate of the last round; null if there is none. */
export async function takeTurn(turn: Turn, before: number | null): Promise<Figures> {
  const { contestant, stands, load, lengths } = turn;
  const accepting = await stands.open({ withWorker: false });
  const taken = await warmUp(load, accepting);
  const accepted = await highestRate(load, accepting, before ?? taken.rate * 0.9, lengths.try);
  await accepting.close();
  if (!hasWorker(contestant)) return { taken, accepted };
  const working = await stands.open({ withWorker: true });
  try {
    return { taken, accepted, processed: await process(turn, working, accepted.rate / 2) };
  } finally {
    await working.close();
  }
}

async function process(turn: Turn, stand: Stand, rate: number): Promise<Processed> {
  const { contestant, load, lengths, countActions } = turn;
  // While everything is cold.
  await burst(load, stand, 0.3);
  const actions = contestant === PRODUCT ? await countActions(stand.tenants) : null;
  const full = await burst(load, stand, lengths.burst);
  const count = Math.round(rate * lengths.steady);
  const steady = await steadyLoad(load, stand, rate, count);
  return { ...full, steady, actions: actions === null ? null : await actions(full.sent + count) };
}
