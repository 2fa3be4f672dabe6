import { useEffect, useState } from 'react';

import { cancelConnection } from '../../../api/connections.js';
import type { Connection } from '../../../api/types.js';
import { momentInSentence } from '../../../format/moment.js';
import { ActError } from '../../../ui/ActError.js';
import { Banner } from '../../../ui/Banner.js';
import { Button } from '../../../ui/Button.js';
import { authorizeUrlOf } from '../connect/authorize-url.js';
import { useAct } from '../use-act.js';
import styles from './attempt.module.css';

const SLOW_AFTER_MS = 10_000;

interface AttemptUnderWayProps {
  readonly connection: Connection;
  readonly dismiss: () => void;
  readonly again: () => void;
}

/** Waiting for the owner at RevenueCat, or for RevenueCat itself. */
export function AttemptUnderWay({ connection, dismiss, again }: AttemptUnderWayProps) {
  const cancel = useAct((projectId) => cancelConnection(projectId, connection.id));
  const url = authorizeUrlOf(connection.id);
  const waitsForOwner = connection.status === 'awaiting_consent';
  const end = (then: () => void) =>
    cancel.mutate(undefined, {
      onSuccess: () => {
        dismiss();
        then();
      },
    });
  return (
    <Banner
      tone="info"
      action={
        <div className={styles.acts}>
          <Button busy={cancel.isPending} onClick={() => end(() => undefined)}>
            Cancel
          </Button>
          {waitsForOwner && (
            <Button variant="primary" onClick={() => (url === null ? end(again) : location.assign(url))}>
              {url === null ? 'Start again' : 'Continue at RevenueCat'}
            </Button>
          )}
        </div>
      }
    >
      <span role="status">
        {waitsForOwner ? (
          `Waiting for your approval at RevenueCat, until ${momentInSentence(new Date(connection.expires_at), new Date())}.`
        ) : (
          <Exchanging />
        )}
      </span>
      <ActError error={cancel.error} />
    </Banner>
  );
}

function Exchanging() {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, []);
  return slow ? 'RevenueCat is slow, still trying.' : 'Approved. Fetching your RevenueCat projects…';
}
