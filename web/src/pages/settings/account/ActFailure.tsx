import { ApiProblem } from '../../../api/problem.js';
import { momentInSentence } from '../../../format/moment.js';
import { ActError } from '../../../ui/ActError.js';
import styles from './AccountCard.module.css';

/** Why the account's act was refused. RevenueCat's limit is no failure: it says when the act is possible again. */
export function ActFailure({ error }: { readonly error: unknown }) {
  if (error === null) return null;
  if (error instanceof ApiProblem && error.body.cause === 'rate_limited') {
    const { not_before } = error.body;
    const again = not_before
      ? ` Possible again at ${momentInSentence(new Date(not_before), new Date())}.`
      : '';
    return (
      <p role="alert" className={styles.sentence}>
        RevenueCat’s limit.{again}
      </p>
    );
  }
  return <ActError error={error} />;
}
