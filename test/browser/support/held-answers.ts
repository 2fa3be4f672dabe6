import type { Page } from 'playwright-core';

interface Held {
  readonly pattern: RegExp;
  readonly released: Promise<void>;
  readonly release: () => void;
}

/** Answers of the API that are held until a test lets them go: data that comes late, in whichever order. */
export class HeldAnswers {
  readonly #held: readonly Held[];

  private constructor(patterns: readonly RegExp[]) {
    this.#held = patterns.map((pattern) => {
      let release = () => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      return { pattern, released, release };
    });
  }

  /** @param patterns of paths with their query; the first that fits holds a request. */
  static async of(page: Page, patterns: readonly RegExp[]): Promise<HeldAnswers> {
    const held = new HeldAnswers(patterns);
    await page.route('**/api/**', async (route) => {
      const { pathname, search } = new URL(route.request().url());
      await held.#held.find(({ pattern }) => pattern.test(pathname + search))?.released;
      await route.continue();
    });
    return held;
  }

  release(pattern: RegExp): void {
    const one = this.#held.find((held) => held.pattern === pattern);
    if (one === undefined) throw new Error(`Nothing is held by ${pattern}.`);
    one.release();
  }
}
