import type { BookEvent } from '../book/event.js';
import type { InterruptionKind } from '../book/live-history.js';
import type { RecordedLife } from '../book/shelf.js';
import { DAY, dayStart, HOUR } from '../clock.js';
import type { Parts } from '../parts.js';
import type { RevenueCatProject } from '../state/accounts.js';

/**
 * What RevenueCat may get to know late, so that complete values of the past change: a refund, a purchase, or a refund of
 * a period that was renewed since, which no webhook tells of.
 */
export const restatementKinds = ['late_refund', 'late_purchase', 'earlier_refund'] as const;
export type RestatementKind = (typeof restatementKinds)[number];

/**
 * Lets something have happened on a past UTC day that is only known now; webhooks about it are sent now. Nothing that
 * was announced before changes. None if nobody was in a state for it.
 *
 * @param day `YYYY-MM-DD`
 */
export function restate(
  { books, liveFeed, clock }: Parts,
  project: RevenueCatProject,
  kind: RestatementKind,
  day: string,
): BookEvent[] {
  const now = clock();
  const at = Math.min(dayStart(day) + 12 * HOUR, now - 1);
  if (kind === 'late_purchase') {
    return liveFeed.record(project, { at, beginning: 'direct', reportedAt: now });
  }
  const turn: InterruptionKind = kind === 'late_refund' ? 'refund' : 'refund_earlier';
  const found = books.lives(project).find(
    (life) =>
      life.customer.environment === 'PRODUCTION' &&
      life.customer.firstSeenAt < at - DAY &&
      // Whoever did something since then was told of already; only the silent refund leaves that alone.
      (kind === 'earlier_refund' || isQuiet(life, at, now)) &&
      books.life(project, life, at).possible().includes(turn),
  );
  if (!found) return [];
  return liveFeed.record(project, { customerKey: found.customer.key, at, kind: turn, reportedAt: now });
}

function isQuiet({ events }: RecordedLife, from: number, to: number): boolean {
  return !events.some(({ at }) => at >= from && at <= to);
}
