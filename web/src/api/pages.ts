import type { Page } from './types.js';

/** The most items that a page of a list may have. */
export const LARGEST_PAGE = 200;

/**
 * A list to its end, as one page: for what is shown as a whole, and is short.
 *
 * @param read asks for the page at a cursor; an empty one is the beginning
 */
export async function everyPage<List extends Page<unknown>>(
  read: (cursor: string) => Promise<List>,
): Promise<List> {
  let list = await read('');
  while (list.next_cursor !== null) {
    const next = await read(list.next_cursor);
    list = { ...next, items: [...list.items, ...next.items] };
  }
  return list;
}
