import { queryOptions } from '@tanstack/react-query';

import { request, setCsrfToken } from './client.js';
import type { BodyOf } from './contract.js';

/** Who is signed in; a 401 means nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }) => {
    const session = await request('GET /api/session', { signal });
    setCsrfToken(session.csrf_token);
    return session;
  },
});

/** Signs this browser in with a key or with the token of a one-time link; the cookie comes with the answer. */
export async function signIn(secret: BodyOf<'POST /api/session'>): Promise<void> {
  await request('POST /api/session', { body: secret });
}

export async function signOut(): Promise<void> {
  await request('DELETE /api/session');
  setCsrfToken(null);
}
