import assert from 'node:assert/strict';

/** A browser as far as the api can tell: cookies, same-origin requests, redirects it is told to follow. */
export class Browser {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** @param target a path of the api, or a whole address on its origin. */
  async request(method: string, target: string, body?: unknown): Promise<Response> {
    const response = await fetch(new URL(target, this.#origin), {
      method,
      redirect: 'manual',
      headers: {
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'sec-fetch-site': 'same-origin',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(cookie)) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  /** One request that must answer with this status; its JSON, if any. */
  async ask<T>(method: string, target: string, expected: number, body?: unknown): Promise<T> {
    const response = await this.request(method, target, body);
    const text = await response.text();
    assert.equal(response.status, expected, `${method} ${target}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  get<T>(target: string): Promise<T> {
    return this.ask('GET', target, 200);
  }

  /** Values of its cookies, which must be found nowhere. */
  secrets(): string[] {
    return [...this.#cookies.values()];
  }
}
