import { within } from './within.js';

/** When a delivery is answered at the latest, whatever it waits for and however many waits there are. */
export class Deadline {
  /** On the monotonic clock. */
  #at: number;

  /** @param milliseconds from now. */
  constructor(milliseconds: number) {
    this.#at = performance.now() + milliseconds;
  }

  /** Milliseconds; none, or fewer, once it is over. */
  get left(): number {
    return this.#at - performance.now();
  }

  /** @throws {Problem} `overloaded` when the promise is not kept in time; what it does goes on, for nobody. */
  keep<T>(promise: Promise<T>): Promise<T> {
    return within(this.left, promise);
  }

  /** Waits for the sender: what that takes is not ours, and is put on top. */
  async without<T>(promise: Promise<T>): Promise<T> {
    const since = performance.now();
    try {
      return await promise;
    } finally {
      this.#at += performance.now() - since;
    }
  }
}
