import { heartbeat } from '@temporalio/activity';

const AT_ONCE = 20;

/** Does the work for every item, some at once, and heart-beats on the way. @returns the results in order. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    heartbeat();
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  }
  return results;
}
