import { queryOptions } from '@tanstack/react-query';

import { request, setCsrfToken } from './client.js';
import type { Session } from './types.js';

/** Who is signed in; a 401 means nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }) => {
    const session = await request<Session>('/api/session', { signal });
    setCsrfToken(session.csrf_token);
    return session;
  },
});

/** Signs this browser in with a key or with the token of a one-time link; the cookie comes with the answer. */
export async function signIn(secret: { api_key: string } | { sign_in_token: string }): Promise<void> {
  await request('/api/session', { method: 'POST', body: secret });
}

export async function signOut(): Promise<void> {
  await request('/api/session', { method: 'DELETE' });
  setCsrfToken(null);
}
