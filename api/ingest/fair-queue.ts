export interface Queued {
  readonly projectId: string;
  /** Bytes. */
  readonly size: number;
}

export interface QueueBounds {
  readonly rows: number;
  readonly bytes: number;
}

/** What one project waits for. */
interface Line<Item> {
  readonly items: Item[];
  bytes: number;
}

/**
 * A bounded queue with a line per project. Lines are served in turn, and when there is no room the line gives way that takes
 * up most of what there is none of, rows or bytes: a project that sends too much delays and loses its own deliveries, not its
 * neighbours'.
 */
export class FairQueue<Item extends Queued> {
  readonly #bounds: QueueBounds;
  /** In the order of turns: the line served last stands last. */
  readonly #lines = new Map<string, Line<Item>>();
  #rows = 0;
  #bytes = 0;

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds;
  }

  get rows(): number {
    return this.#rows;
  }

  /** @returns what had to give way, the item itself included. */
  push(item: Item): Item[] {
    this.#append(item);
    const outOfRoom: Item[] = [];
    for (;;) {
      const full = this.#fullOf();
      const last = full && this.#longestBy(full)?.items.at(-1);
      if (!last) return outOfRoom;
      this.remove(last);
      outOfRoom.push(last);
    }
  }

  remove(item: Item): void {
    const line = this.#lines.get(item.projectId);
    const index = line?.items.indexOf(item) ?? -1;
    if (line === undefined || index === -1) return;
    line.items.splice(index, 1);
    line.bytes -= item.size;
    if (line.items.length === 0) this.#lines.delete(item.projectId);
    this.#rows -= 1;
    this.#bytes -= item.size;
  }

  /**
   * Takes one of each line in turn until `bounds` are reached; at least one if there is any.
   *
   * @param except projects that must wait.
   */
  take(bounds: QueueBounds, except: ReadonlySet<string>): Item[] {
    const taken: Item[] = [];
    let bytes = 0;
    for (let progress = true; progress;) {
      progress = false;
      for (const [projectId, line] of [...this.#lines]) {
        const next = line.items[0];
        if (next === undefined || except.has(projectId)) continue;
        const fits = taken.length < bounds.rows && bytes + next.size <= bounds.bytes;
        if (!fits && taken.length > 0) return taken;
        this.remove(next);
        this.#moveBack(projectId);
        taken.push(next);
        bytes += next.size;
        progress = true;
      }
    }
    return taken;
  }

  #fullOf(): ((line: Line<Item>) => number) | null {
    if (this.#bytes > this.#bounds.bytes) return ({ bytes }) => bytes;
    if (this.#rows > this.#bounds.rows) return ({ items }) => items.length;
    return null;
  }

  #longestBy(measure: (line: Line<Item>) => number): Line<Item> | null {
    let longest: Line<Item> | null = null;
    for (const line of this.#lines.values()) {
      if (longest === null || measure(line) > measure(longest)) longest = line;
    }
    return longest;
  }

  #append(item: Item): void {
    const line = this.#lines.get(item.projectId) ?? { items: [], bytes: 0 };
    line.items.push(item);
    line.bytes += item.size;
    this.#lines.set(item.projectId, line);
    this.#rows += 1;
    this.#bytes += item.size;
  }

  #moveBack(projectId: string): void {
    const line = this.#lines.get(projectId);
    if (line === undefined) return;
    this.#lines.delete(projectId);
    this.#lines.set(projectId, line);
  }
}
