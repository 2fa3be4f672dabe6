import assert from 'node:assert/strict';

import type { ApiUnderTest } from './api-under-test.js';
import type { Call, Reply } from './call.js';

/** Keeps cookies and says where its requests come from, as a browser with one of our pages open does. */
export class Browser {
  readonly #api: ApiUnderTest;
  readonly #cookies = new Map<string, { value: string; path: string }>();

  constructor(api: ApiUnderTest) {
    this.#api = api;
  }

  /** Signed in with this key. */
  static async signedIn(api: ApiUnderTest, apiKey: string): Promise<Browser> {
    const browser = new Browser(api);
    const reply = await browser.call('POST', '/api/session', { body: { api_key: apiKey } });
    assert.equal(reply.status, 204, reply.text);
    return browser;
  }

  async call(method: string, path: string, options: Call = {}): Promise<Reply> {
    const headers = { 'Sec-Fetch-Site': 'same-origin', ...this.cookieHeader(path), ...options.headers };
    const reply = await this.#api.call(method, path, { ...options, headers });
    for (const cookie of reply.headers.getSetCookie()) this.#keep(cookie);
    return reply;
  }

  cookieHeader(path: string): Record<string, string> {
    const fitting = [...this.#cookies].filter(([, cookie]) => path.startsWith(cookie.path));
    if (fitting.length === 0) return {};
    return { Cookie: fitting.map(([name, { value }]) => `${name}=${value}`).join('; ') };
  }

  #keep(setCookie: string): void {
    const [pair = '', ...attributes] = setCookie.split('; ');
    const [name = '', value = ''] = pair.split('=');
    const path = attributes.find((one) => one.startsWith('Path='))?.slice('Path='.length) ?? '/';
    if (attributes.includes('Max-Age=0')) this.#cookies.delete(name);
    else this.#cookies.set(name, { value, path });
  }
}
