import { createHash } from 'node:crypto';

import { z } from 'zod';

import { Problem } from './problem.js';

/** Query parameters of every list: spread into its query schema. */
export const pageQuery = {
  limit: z.coerce
    .number<number>()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .meta({ description: 'At most this many items.' }),
  cursor: z
    .string()
    .max(1_000)
    .optional()
    .meta({ description: '`next_cursor` of the page before; same project, same filters.' }),
};

/** Schema of a list's answer. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() });
}

/** What a cursor is tied to: it continues this list of this project under these filters, and no other. */
export interface CursorScope {
  /** Name of the list, such as `events`. */
  readonly list: string;
  /** Null for lists over all projects. */
  readonly projectId: string | null;
  /** Every filter that decides which rows are in the list; not `limit`, not `cursor`. */
  readonly filter: Readonly<Record<string, unknown>>;
}

/**
 * The position a cursor holds, or null at the beginning of the list.
 *
 * A cursor is not a secret and gives no access: queries are scoped by project whatever it says. So a hash ties it to
 * its list, and `position` checks what it holds.
 *
 * @throws {Problem} `invalid-cursor`
 */
export function readCursor<Position>(
  cursor: string | undefined,
  scope: CursorScope,
  position: z.ZodType<Position>,
): Position | null {
  if (cursor === undefined) return null;
  try {
    const [hash, value] = z.tuple([z.string(), z.unknown()]).parse(JSON.parse(fromBase64Url(cursor)));
    if (hash === scopeHash(scope)) return position.parse(value);
  } catch {
    // Falls through: whatever is wrong with it, it is not a cursor of this list.
  }
  throw new Problem('invalid-cursor', {
    errors: [{ field: 'cursor', message: 'is not a cursor of this list' }],
  });
}

export function writeCursor(position: unknown, scope: CursorScope): string {
  return Buffer.from(JSON.stringify([scopeHash(scope), position])).toString('base64url');
}

/**
 * Cuts a page out of rows that were read with `limit + 1`.
 *
 * @param positionOf where the next page begins after this row; JSON.
 */
export function pageFrom<Row>(
  rows: readonly Row[],
  limit: number,
  scope: CursorScope,
  positionOf: (last: Row) => unknown,
): { items: Row[]; next_cursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, next_cursor: more ? writeCursor(positionOf(last), scope) : null };
}

/** A moment in a cursor's position. */
export const cursorMoment = z.iso.datetime().transform((text) => new Date(text));
/** Position in a list that begins with the newest: when, and which among those of the same moment. */
export const newestFirst = z.tuple([cursorMoment, z.string()]);

function scopeHash(scope: CursorScope): string {
  const filter = Object.entries(scope.filter)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([scope.list, scope.projectId, filter]))
    .digest('base64url')
    .slice(0, 16);
}

function fromBase64Url(text: string): string {
  return Buffer.from(text, 'base64url').toString('utf8');
}
