import type { Clock } from '../clock.js';
import type { Attempt, Target } from './delivery.js';
import { signature } from './signature.js';

/** Sends a body once and says what came of it. Never throws. Redirects are not followed. */
export async function attemptDelivery(
  { url, authorizationHeader, signingSecret }: Target,
  body: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<Attempt> {
  const at = clock();
  const started = performance.now();
  const done = (status: number | null, error: string | null): Attempt => {
    return { at, milliseconds: Math.round(performance.now() - started), status, error };
  };
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (authorizationHeader !== null) headers['Authorization'] = authorizationHeader;
  if (signingSecret !== null) headers['X-RevenueCat-Webhook-Signature'] = signature(body, signingSecret, at);
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    await response.arrayBuffer();
    return done(response.status, null);
  } catch (error) {
    return done(null, describe(error));
  }
}

/** What went wrong below HTTP: `ECONNREFUSED`, `TimeoutError`… */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) return (cause as NodeJS.ErrnoException).code ?? cause.message;
  return error.name === 'Error' ? error.message : error.name;
}
