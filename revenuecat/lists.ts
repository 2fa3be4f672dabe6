import { z } from 'zod';

import { isMoment } from './moments.js';

const page = z.object({ items: z.array(z.unknown()), next_page: z.string().nullish() });

/** "Up to 255 characters" (REST v2, ids of every kind). A longer one has no place in an index. */
const id = z.string().min(1).max(255);
/** Up to 256 characters (REST v2, "Project"); names are only shown, so a longer one is cut. */
const name = z.string().transform((text) => [...text].slice(0, 256).join(''));

/** GET /v2/projects; `created_at` in milliseconds, and 0 where it is no time: then history is as long as it gets. */
export const projectSchema = z.object({
  id,
  name,
  created_at: z.number().transform((time) => (isMoment(time) ? time : 0)),
});
/** GET /v2/projects/{project_id}/apps. */
export const appSchema = z.object({ id, name, type: z.string().optional() });
/** GET /v2/projects/{project_id}/products. The same store identifier can occur once per app. */
export const productSchema = z.object({
  id,
  store_identifier: z.string(),
  app_id: z.string().nullish(),
  display_name: z.string().nullish(),
  type: z.string().optional(),
});

/** All items; or what ended the paging early, as it was; or the fields that were missing. */
export type ListOutcome<Item, Outcome> =
  | { readonly kind: 'items'; readonly items: Item[] }
  | Exclude<Outcome, { kind: 'ok' }>
  | { readonly kind: 'unexpected'; readonly detail: string };

/** RevenueCat pages 20 items by default; the greatest limit is not documented, 100 is used by its own clients. */
const PAGE_SIZE = '100';
const MOST_PAGES = 100;

/**
 * All pages of a list (REST v2, "Pagination"), each item once: a page that begins too early repeats some.
 * Only the cursor of `next_page` is used, never its address: it may be relative or absolute, and must not lead elsewhere.
 * A next page without a cursor is no end: half a list would look like a RevenueCat project that is gone.
 *
 * @param get sends one request with this query.
 */
export async function listAll<
  Item extends { readonly id: string },
  Outcome extends { readonly kind: string },
>(
  schema: z.ZodType<Item>,
  get: (query: Record<string, string>) => Promise<Outcome>,
): Promise<ListOutcome<Item, Outcome>> {
  const items = new Map<string, Item>();
  const seen = new Set<string>();
  let query: Record<string, string> = { limit: PAGE_SIZE };
  for (let count = 0; count < MOST_PAGES; count += 1) {
    const outcome = await get(query);
    if (!isOk(outcome)) return outcome as Exclude<Outcome, { kind: 'ok' }>;
    const parsed = page.safeParse(outcome.body);
    const batch = z.array(schema).safeParse(parsed.data?.items);
    if (!parsed.success || !batch.success)
      return { kind: 'unexpected', detail: fieldNames(parsed.error ?? batch.error) };
    for (const item of batch.data) items.set(item.id, item);
    const { next_page: nextPage } = parsed.data;
    if (!nextPage) break;
    const cursor = cursorOf(nextPage);
    if (cursor === null) return { kind: 'unexpected', detail: 'next_page: no cursor' };
    if (seen.has(cursor)) break;
    seen.add(cursor);
    query = { limit: PAGE_SIZE, starting_after: cursor };
  }
  return { kind: 'items', items: [...items.values()] };
}

function isOk(outcome: { readonly kind: string }): outcome is { kind: 'ok'; body: unknown } {
  return outcome.kind === 'ok';
}

function cursorOf(nextPage: string): string | null {
  const base = 'https://next.invalid';
  if (!URL.canParse(nextPage, base)) return null;
  return new URL(nextPage, base).searchParams.get('starting_after');
}

/** The fields a schema did not find, as evidence that holds no values. */
export function fieldNames(error: z.ZodError | undefined): string {
  const names = (error?.issues ?? []).map((issue) => {
    const { path, code } = withinUnion(issue);
    return `${path.map(String).join('.') || 'body'}: ${code}`;
  });
  return [...new Set(names)].slice(0, 5).join('; ');
}

/** What is wrong in the form that an answer comes closest to, where it may have one of several. */
function withinUnion(issue: z.core.$ZodIssue): Pick<z.core.$ZodIssue, 'path' | 'code'> {
  if (issue.code !== 'invalid_union') return issue;
  const firsts = issue.errors.flatMap(([first]) => first ?? []);
  const [closest] = firsts.sort((one, other) => other.path.length - one.path.length);
  return closest === undefined ? issue : { code: closest.code, path: [...issue.path, ...closest.path] };
}
