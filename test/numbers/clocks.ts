const RealDate = Date;

/**
 * Two clocks, so that any moment can be tried: ours, which everything in this process goes by (worker, api, test), and
 * RevenueCat's, which stands still, so that a book does not change while it is read.
 *
 * Temporal and Postgres keep the real time. To them we look like a machine whose clock is fast, which only lengths of
 * time, never moments, are compared with.
 */
export class Clocks {
  #ahead = 0;
  #theirs = 0;

  /** Takes the process' clock over until it is given back. @param now ISO 8601; later than the real time. */
  constructor(now: string) {
    this.set(now);
    globalThis.Date = new Proxy(RealDate, {
      construct: (target, given: [], newTarget) =>
        Reflect.construct(target, given.length === 0 ? [this.#now()] : given, newTarget) as object,
      get: (target, name, receiver) =>
        name === 'now' ? () => this.#now() : (Reflect.get(target, name, receiver) as unknown),
    });
  }

  /** It becomes this moment for us and, unless another one is given, for RevenueCat. ISO 8601. */
  set(ours: string, theirs = ours): void {
    this.#ahead = RealDate.parse(ours) - RealDate.now();
    this.#theirs = RealDate.parse(theirs);
  }

  /** RevenueCat's time in milliseconds. */
  readonly theirs = (): number => this.#theirs;

  giveBack(): void {
    globalThis.Date = RealDate;
  }

  #now(): number {
    return RealDate.now() + this.#ahead;
  }
}
