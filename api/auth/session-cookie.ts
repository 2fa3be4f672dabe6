import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request } from 'express';

/** How long a browser stays signed in, in milliseconds. */
export const SESSION_LIFE = 7 * 24 * 3_600_000;

/** `__Host-` binds a cookie to this very host and to https (RFC 6265bis, section 4.1.3.2); plain http cannot have it. */
function sessionCookieName(publicUrl: string): string {
  return isHttps(publicUrl) ? '__Host-revenue_session' : 'revenue_session';
}

export function isHttps(publicUrl: string): boolean {
  return publicUrl.startsWith('https:');
}

/** The session token the browser sent, or null. */
export function sessionTokenOf(request: Request, publicUrl: string): string | null {
  return cookieOf(request, sessionCookieName(publicUrl));
}

export function cookieOf(request: Request, name: string): string | null {
  return parseCookie(request.headers.cookie ?? '')[name] ?? null;
}

/** `Set-Cookie` that signs a browser in, or out when `token` is null. */
export function sessionCookie(publicUrl: string, token: string | null): string {
  return stringifySetCookie({
    name: sessionCookieName(publicUrl),
    value: token ?? '',
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: isHttps(publicUrl),
    maxAge: token === null ? 0 : SESSION_LIFE / 1000,
  });
}
