export interface Queued {
  readonly projectId: string;
  /** Bytes. */
  readonly size: number;
}

export interface QueueBounds {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * A bounded queue with a line per project. Lines are served in turn, and when there is no room the longest line gives way:
 * a project that sends too much delays and loses its own deliveries, not its neighbours'.
 */
export class FairQueue<Item extends Queued> {
  readonly #bounds: QueueBounds;
  /** In the order of turns: the line served last stands last. */
  readonly #lines = new Map<string, Item[]>();
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
    while (this.#rows > this.#bounds.rows || this.#bytes > this.#bounds.bytes) {
      const longest = [...this.#lines.values()].reduce((one, other) =>
        other.length > one.length ? other : one,
      );
      const last = longest.at(-1);
      if (last === undefined) break;
      this.remove(last);
      outOfRoom.push(last);
    }
    return outOfRoom;
  }

  remove(item: Item): void {
    const line = this.#lines.get(item.projectId);
    const index = line?.indexOf(item) ?? -1;
    if (line === undefined || index === -1) return;
    line.splice(index, 1);
    if (line.length === 0) this.#lines.delete(item.projectId);
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
        const next = line[0];
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

  #append(item: Item): void {
    const line = this.#lines.get(item.projectId);
    if (line === undefined) this.#lines.set(item.projectId, [item]);
    else line.push(item);
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
