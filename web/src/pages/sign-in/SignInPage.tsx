import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { type SubmitEvent, useEffect, useRef } from 'react';

import { isUnauthenticated } from '../../api/problem.js';
import { signIn } from '../../api/session.js';
import { consumeSignInToken, takeSignInToken } from '../../api/sign-in-token.js';
import { PageHeading } from '../../shell/PageHeading.js';
import { actErrorText } from '../../ui/ActError.js';
import { Button } from '../../ui/Button.js';
import { Field } from '../../ui/Field.js';
import { Spinner } from '../../ui/Spinner.js';
import styles from './SignInPage.module.css';

/** Signs in with an API key, or by itself when opened from a one-time link. */
export function SignInPage() {
  const { next } = useSearch({ from: '/sign-in' });
  const router = useRouter();
  const client = useQueryClient();
  // Not controlled: React would write what is typed into the page's HTML.
  const field = useRef<HTMLInputElement>(null);
  const act = useMutation({
    mutationFn: signIn,
    onSuccess: () => {
      // Nothing of whoever was signed in before.
      client.clear();
      router.history.push(next ?? '/');
    },
  });
  const { mutate } = act;
  useEffect(() => {
    const signInByLink = () => {
      const token = consumeSignInToken();
      if (token !== null) mutate({ sign_in_token: token });
    };
    // A link that is opened where this page already stands changes nothing but the fragment: the page does not load again.
    const again = () => {
      takeSignInToken();
      signInByLink();
    };
    signInByLink();
    window.addEventListener('hashchange', again);
    return () => window.removeEventListener('hashchange', again);
  }, [mutate]);

  const byLink = act.variables !== undefined && 'sign_in_token' in act.variables;
  if (byLink && !act.isError) {
    return (
      <main className={styles.page}>
        <PageHeading title="Sign in" />
        <p role="status" className={styles.progress}>
          <Spinner /> Signing you in…
        </p>
      </main>
    );
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = field.current?.value.trim() ?? '';
    if (field.current === null || typed === '') return;
    field.current.value = '';
    mutate({ api_key: typed });
  };
  return (
    <main className={styles.page}>
      <PageHeading title="Sign in" />
      <form onSubmit={submit} className={styles.form}>
        <Field
          ref={field}
          label="API key"
          type="password"
          autoComplete="off"
          autoFocus
          spellCheck={false}
          required
          hint="A key of this project, or an administrator’s. It is exchanged for a session and not kept."
          error={act.isError ? failure(act.error, byLink) : null}
        />
        <Button type="submit" variant="primary" busy={act.isPending}>
          Sign in
        </Button>
      </form>
    </main>
  );
}

function failure(error: Error, byLink: boolean): string {
  if (!isUnauthenticated(error)) return actErrorText(error);
  return byLink
    ? 'This link was already used or is older than 10 minutes. Make a new one by starting again, or paste an API key.'
    : 'This key is not known here. Check that it was copied whole and has not been revoked.';
}
