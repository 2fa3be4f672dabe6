import type { Page } from 'playwright-core';

/**
 * Evaluates JavaScript in the page through the debugger: the pages' content security policy stays as it is, which
 * refuses scripts of others. A promise is awaited; what comes back is JSON.
 */
export async function inPage<T>(page: Page, expression: string): Promise<T> {
  const client = await page.context().newCDPSession(page);
  try {
    const { result, exceptionDetails } = await client.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as T;
  } finally {
    await client.detach();
  }
}
