import type { TimelineEntry } from '../api/types.js';
import { groupBy } from '../format/grouping.js';

export type TimelineFilter = 'all' | 'health' | 'syncs' | 'acts';

/** Which filter an entry belongs to, by its kind, such as `sync_complete` or `unhealthy`; new kinds may come. */
export function timelineGroup(kind: string): Exclude<TimelineFilter, 'all'> {
  if (kind.includes('sync') || kind.includes('slot')) return 'syncs';
  return kind.includes('healthy') || kind.startsWith('warning') ? 'health' : 'acts';
}

/** An entry that stands for `times` of the same, one after the other. `at` is that of the newest. */
export type FoldedEntry = TimelineEntry & { readonly times: number };

/** Folds neighbours that say the same: "Sync complete" twenty-three times is one row. */
export function foldRepeats(entries: readonly TimelineEntry[]): FoldedEntry[] {
  const folded: FoldedEntry[] = [];
  for (const entry of entries) {
    const last = folded.at(-1);
    if (last !== undefined && last.kind === entry.kind && last.message === entry.message) {
      folded[folded.length - 1] = { ...last, times: last.times + 1 };
    } else {
      folded.push({ ...entry, times: 1 });
    }
  }
  return folded;
}

/** Entries under the day they happened on, in the order they come in. */
export function byDay(
  entries: readonly FoldedEntry[],
  dayOf: (at: Date) => string,
): { readonly day: string; readonly entries: readonly FoldedEntry[] }[] {
  const days = groupBy(entries, ({ at }) => dayOf(new Date(at)));
  return [...days].map(([day, ofDay]) => ({ day, entries: ofDay }));
}
