import { ApiProblem, Unreachable } from '../api/problem.js';
import styles from './ActError.module.css';

/** What to say beside a button whose act failed; the reader should know whether anything was changed. */
export function actErrorText(error: unknown): string {
  if (error instanceof Unreachable)
    return 'The server cannot be reached. It is not known whether this was done.';
  if (!(error instanceof ApiProblem)) return 'Something went wrong in this page. Reload it and try again.';
  const { status, body, retryAfter } = error;
  if (status === 503 && error.slug !== 'worker-unavailable') {
    const again = retryAfter === null ? 'Try again shortly.' : `Try again in ${retryAfter} s.`;
    return `We cannot do this right now and changed nothing. ${again}`;
  }
  const fields = body.errors?.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return [body.title, body.detail ?? fields].filter(Boolean).join('. ').replace(/\.\./g, '.');
}

/** The failure of the act beside it, read out at once; nothing while there is none. */
export function ActError({ error }: { readonly error: unknown }) {
  if (error === null || error === undefined) return null;
  return (
    <p role="alert" className={styles.error}>
      {actErrorText(error)}
    </p>
  );
}
