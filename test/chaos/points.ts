import type { CrashPoint } from '../../activities/crash-points.js';

interface PointFacts {
  /** Where Vault is killed in a round that has it away, so that this point is met without it, or soon after. */
  readonly vaultFallsAt: CrashPoint;
  /** A kill that has to come first, because only what it leaves behind leads to this point. */
  readonly after?: CrashPoint;
  /** A pair is in hand, or just was: met a second time, with Vault away. */
  readonly withPair?: true;
}

/** Every marked step, in the order of an account's life. A new one does not compile until it stands here. */
const FACTS: { readonly [Point in CrashPoint]: PointFacts } = {
  'key.stored': { vaultFallsAt: 'refresh.announced' },
  'exchange.announced': { vaultFallsAt: 'refresh.announced' },
  'exchange.code-marked': { vaultFallsAt: 'exchange.announced' },
  'exchange.answered': { vaultFallsAt: 'exchange.code-marked', withPair: true },
  'exchange.stored': { vaultFallsAt: 'exchange.code-marked', withPair: true },
  'exchange.concluded': { vaultFallsAt: 'exchange.stored' },
  'bind.begun': { vaultFallsAt: 'refresh.announced' },
  'bind.committed': { vaultFallsAt: 'bind.begun' },
  'adopt.begun': { vaultFallsAt: 'bind.committed' },
  'adopt.done': { vaultFallsAt: 'adopt.begun' },
  'discard.inbound-gone': { vaultFallsAt: 'adopt.done' },
  'refresh.announced': { vaultFallsAt: 'refresh.announced' },
  'refresh.answered': { vaultFallsAt: 'refresh.announced', withPair: true },
  'refresh.stored': { vaultFallsAt: 'refresh.announced', withPair: true },
  'refresh.concluded': { vaultFallsAt: 'refresh.announced' },
  'refresh.judged': { vaultFallsAt: 'refresh.announced', after: 'refresh.answered' },
  'disconnect.gate-closed': { vaultFallsAt: 'refresh.announced' },
  'disconnect.secret-gone': { vaultFallsAt: 'delete.announced' },
  'disconnect.written': { vaultFallsAt: 'delete.destroyed' },
  'delete.announced': { vaultFallsAt: 'refresh.announced' },
  'delete.destroyed': { vaultFallsAt: 'delete.announced' },
  'delete.concluded': { vaultFallsAt: 'delete.announced' },
};

export const CRASH_POINTS = Object.keys(FACTS) as readonly CrashPoint[];

export const factsOf = (point: CrashPoint): PointFacts => FACTS[point];
