import assert from 'node:assert/strict';

/** What the book says of one RevenueCat project on one UTC day; money as decimal text. */
export interface BookAnswers {
  readonly day: string;
  readonly mrr: string;
  readonly arr: string;
  readonly active_subscriptions: number;
  readonly revenue: string;
  readonly revenue_7d: string;
  readonly revenue_30d: string;
}

/** RevenueCat behind its own back: the simulator's control API. */
export class ControlledRevenueCat {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.#url}/simulator${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  book(revenueCatProjectId: string, day: string, currency = 'USD'): Promise<BookAnswers> {
    return this.ask('GET', `/projects/${revenueCatProjectId}/book?day=${day}&currency=${currency}`);
  }

  /** Everything secret it handed out or was given, in the clear. */
  async secrets(): Promise<string[]> {
    const { items } = await this.ask<{ items: { value: string }[] }>('GET', '/secrets');
    return items.map(({ value }) => value);
  }
}
