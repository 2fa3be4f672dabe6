interface Owned {
  readonly projectId: string;
}

/**
 * Cuts a group in two, between two projects if it has several: then what one project sent keeps the others for a few cuts at
 * most, however much of it there is. The order within a project stays.
 *
 * @param group at least two.
 */
export function inTwo<Item extends Owned>(group: readonly Item[]): [Item[], Item[]] {
  const sorted = group.toSorted((one, other) => compare(one.projectId, other.projectId));
  const middle = Math.ceil(sorted.length / 2);
  const borders = sorted.flatMap(({ projectId }, n) =>
    n > 0 && sorted[n - 1]?.projectId !== projectId ? [n] : [],
  );
  const [first = middle] = borders;
  const cut = borders.reduce(
    (best, at) => (Math.abs(at - middle) < Math.abs(best - middle) ? at : best),
    first,
  );
  return [sorted.slice(0, cut), sorted.slice(cut)];
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
