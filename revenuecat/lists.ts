import { z } from 'zod';

const page = z.object({ items: z.array(z.unknown()), next_page: z.string().nullish() });

/** GET /v2/projects; `created_at` in milliseconds. */
export const projectSchema = z.object({ id: z.string(), name: z.string(), created_at: z.number() });
/** GET /v2/projects/{project_id}/apps. */
export const appSchema = z.object({ id: z.string(), name: z.string(), type: z.string().optional() });
/** GET /v2/projects/{project_id}/products. The same store identifier can occur once per app. */
export const productSchema = z.object({
  id: z.string(),
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
 * All pages of a list (REST v2, "Pagination").
 * Only the cursor of `next_page` is used, never its address: it may be relative or absolute, and must not lead elsewhere.
 *
 * @param get sends one request with this query.
 */
export async function listAll<Item, Outcome extends { readonly kind: string }>(
  schema: z.ZodType<Item>,
  get: (query: Record<string, string>) => Promise<Outcome>,
): Promise<ListOutcome<Item, Outcome>> {
  const items: Item[] = [];
  const seen = new Set<string>();
  let query: Record<string, string> = { limit: PAGE_SIZE };
  for (let count = 0; count < MOST_PAGES; count += 1) {
    const outcome = await get(query);
    if (!isOk(outcome)) return outcome as Exclude<Outcome, { kind: 'ok' }>;
    const parsed = page.safeParse(outcome.body);
    const batch = z.array(schema).safeParse(parsed.data?.items);
    if (!parsed.success || !batch.success)
      return { kind: 'unexpected', detail: fieldNames(parsed.error ?? batch.error) };
    items.push(...batch.data);
    const cursor = cursorOf(parsed.data.next_page);
    if (cursor === null || seen.has(cursor)) return { kind: 'items', items };
    seen.add(cursor);
    query = { limit: PAGE_SIZE, starting_after: cursor };
  }
  return { kind: 'items', items };
}

function isOk(outcome: { readonly kind: string }): outcome is { kind: 'ok'; body: unknown } {
  return outcome.kind === 'ok';
}

function cursorOf(nextPage: string | null | undefined): string | null {
  if (!nextPage) return null;
  return new URL(nextPage, 'https://next.invalid').searchParams.get('starting_after');
}

/** The fields a schema did not find, as evidence that holds no values. */
export function fieldNames(error: z.ZodError | undefined): string {
  const names = (error?.issues ?? []).map(
    (issue) => `${issue.path.map(String).join('.') || 'body'}: ${issue.code}`,
  );
  return [...new Set(names)].slice(0, 5).join('; ');
}
