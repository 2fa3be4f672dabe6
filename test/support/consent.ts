import assert from 'node:assert/strict';

/** What the person at RevenueCat's consent page does. */
export interface ConsentChoice {
  readonly developerId: string;
  readonly decision?: 'approve' | 'deny';
  /** All that was asked for, if unset. */
  readonly grantedScopes?: readonly string[];
}

/**
 * Goes through RevenueCat's consent page as a browser would.
 *
 * @param authorizeUrl where the Revenue layer sends the browser.
 * @returns where RevenueCat sends it back to.
 */
export async function consent(authorizeUrl: string, choice: ConsentChoice): Promise<URL> {
  const page = await fetch(authorizeUrl);
  assert.equal(page.status, 200, await page.text());
  const { searchParams, origin } = new URL(authorizeUrl);
  const form = new URLSearchParams(searchParams);
  form.set('developer_id', choice.developerId);
  form.set('decision', choice.decision ?? 'approve');
  if (choice.grantedScopes !== undefined) {
    form.set('choose_scopes', 'yes');
    for (const scope of choice.grantedScopes) form.append('granted_scope', scope);
  }
  const answer = await fetch(`${origin}/oauth2/authorize`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  const location = answer.headers.get('location');
  assert.ok(location, `no redirect: ${answer.status} ${await answer.text()}`);
  return new URL(location);
}
