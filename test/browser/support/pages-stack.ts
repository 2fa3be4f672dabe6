import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import type { Page } from 'playwright-core';

import { sha256 } from '../../../api/auth/secrets.js';
import { WEB_DIST } from '../../../api/pages.js';
import { findFreePorts } from '../../../dev/services/ports.js';
import { type ApiUnderTest, startTestApi } from '../../api/support/api-under-test.js';
import { ControlledRevenueCat } from '../../end-to-end/revenuecat.js';
import {
  OAUTH_CLIENT,
  type StackOptions,
  startWorkerStack,
  type WorkerStack,
} from '../../support/worker-stack.js';

/** The pages as people use them: served by a real api beside a real worker, with a RevenueCat to connect to. */
export interface PagesStack {
  readonly api: ApiUnderTest;
  readonly worker: WorkerStack;
  readonly revenuecat: ControlledRevenueCat;
  stop(): Promise<void>;
}

export async function startPagesStack(options: StackOptions = {}): Promise<PagesStack> {
  const [port = 0] = await findFreePorts(1);
  const publicUrl = `http://localhost:${port}`;
  const worker = await startWorkerStack(publicUrl, options);
  const api = await startTestApi({
    worker,
    port,
    webDist: WEB_DIST,
    settings: {
      REVENUECAT_API_URL: worker.simulator.url,
      REVENUECAT_CLIENT_ID: OAUTH_CLIENT.id,
      REVENUECAT_CLIENT_SECRET: OAUTH_CLIENT.secret,
    },
  });
  return {
    api,
    worker,
    revenuecat: new ControlledRevenueCat(worker.simulator.url),
    async stop() {
      await api.stop();
      await worker.stop();
    },
  };
}

/** The api with the pages, and no worker: for what can be shown from rows alone. */
export function startPagesApi(): Promise<ApiUnderTest> {
  return startTestApi({ webDist: WEB_DIST });
}

/** A link as `npm start` prints it: good for one sign-in. */
export async function oneTimeLink(api: ApiUnderTest): Promise<{ url: string; token: string }> {
  const token = randomBytes(32).toString('base64url');
  await api.owner.prisma.sign_in_tokens.create({
    data: {
      token_hash: Buffer.from(sha256(token)).toString('hex'),
      expires_at: new Date(Date.now() + 600_000),
    },
  });
  return { url: `${api.url}/sign-in#token=${token}`, token };
}

/**
 * Signs a browser in with a key, as whoever has no link does, and leaves the page that this leads to: what that still asks,
 * and the browser then has in its cache, must not mix with the rows that a test writes next.
 */
export async function signInByKey(page: Page, key: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('API key').fill(key);
  assert.ok(!(await page.content()).includes(key), 'the typed key stands in the HTML');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  await page.goto('about:blank');
}
