let token: string | null = null;

/**
 * Takes the token of a one-time link (`/sign-in#token=…`) out of the address bar and the history before anything else
 * runs. A fragment is never sent to a server; from here on the token lives in memory only.
 */
export function takeSignInToken(): void {
  const found = new URLSearchParams(location.hash.slice(1)).get('token');
  if (found === null) return;
  token = found;
  history.replaceState(history.state, '', location.pathname + location.search);
}

/** The token that was taken, once. */
export function consumeSignInToken(): string | null {
  const taken = token;
  token = null;
  return taken;
}
