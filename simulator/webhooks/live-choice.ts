import {
  type Interruption,
  type InterruptionKind,
  interruptionKinds,
  type LiveEventKind,
  type Newcomer,
} from '../book/live-history.js';
import type { Random } from '../book/random.js';
import type { BookShelf } from '../book/shelf.js';
import type { RevenueCatProject } from '../state/accounts.js';

/** What happens how often when nobody chooses. */
const weights: readonly (readonly [LiveEventKind, number])[] = [
  ...([
    ['trial', 33],
    ['direct', 22],
    ['intro', 5],
    ['one_time', 4],
    ['family_share', 1],
  ] as const),
  ...([
    ['cancel', 14],
    ['uncancel', 3],
    ['billing_issue', 3],
    ['recover', 1],
    ['resubscribe', 6],
  ] as const),
  ...([
    ['refund', 4],
    ['refund_reversed', 1],
    ['change_product', 2],
    ['upgrade', 1],
  ] as const),
  ...([
    ['extend', 1],
    ['transfer', 1],
  ] as const),
];

export function drawKind(random: Random): LiveEventKind {
  return random.pick(weights);
}

/** What there is to choose with; `interruptions` are those recorded so far. */
interface Choice {
  random: Random;
  interruptions: readonly Interruption[];
  /** Milliseconds. */
  now: number;
}

/** News of a kind: somebody new, or a turn in the life of somebody who is in a state for it; null if nobody is. */
export function newsOf(
  books: BookShelf,
  project: RevenueCatProject,
  kind: LiveEventKind,
  choice: Choice,
): Omit<Newcomer, 'ordinal'> | Interruption | null {
  if (isInterruption(kind)) return turnFor(books, project, kind, choice);
  const possible = kind !== 'family_share' || project.stores.includes('app_store');
  return possible ? { at: choice.now, beginning: kind } : null;
}

function turnFor(
  books: BookShelf,
  project: RevenueCatProject,
  kind: InterruptionKind,
  { random, interruptions, now }: Choice,
): Interruption | null {
  const lives = books.lives(project).filter(({ customer }) => customer.environment === 'PRODUCTION');
  const offset = random.between(0, Math.max(0, lives.length - 1));
  const shuffled = [...lives.slice(offset), ...lives.slice(0, offset)];
  const found = shuffled.find((life) => books.life(project, life).possible().includes(kind));
  if (!found) return null;
  const { key } = found.customer;
  const latest = interruptions.findLast(({ customerKey }) => customerKey === key)?.at ?? 0;
  return { customerKey: key, at: Math.max(now, latest + 1), kind };
}

function isInterruption(kind: LiveEventKind): kind is InterruptionKind {
  return (interruptionKinds as readonly string[]).includes(kind);
}
