import type { ReactNode } from 'react';

import type { Account } from '../../../api/types.js';
import { Moment } from '../../../ui/Moment.js';
import { numbersStandStill } from '../../../wording/health.js';
import styles from './AccountCard.module.css';

/** Ages and times at a glance. */
export function AccountFacts({ account }: { readonly account: Account }) {
  const { last_published_at: published } = account;
  return (
    <dl className={styles.facts}>
      <Fact name="Numbers">{published === null ? 'none yet' : <Moment at={published} as="old" />}</Fact>
      <Fact name="Next sync">
        <NextSync account={account} />
      </Fact>
      <Fact name="Access">
        <Access account={account} />
      </Fact>
      <Fact name="Last event">
        <LastEvent account={account} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function NextSync({ account }: { readonly account: Account }) {
  if (account.status === 'paused') return 'after resuming';
  if (numbersStandStill(account)) {
    return account.health.action === 'contact_operator' ? 'after the operator’s fix' : 'after reconnecting';
  }
  return account.next_sync_at === null ? 'not planned' : <Moment at={account.next_sync_at} as="until" />;
}

function Access({ account }: { readonly account: Account }) {
  const { kind, refreshed_at } = account.credential;
  if (kind === 'api_key') return 'API key';
  const ended = account.health.cause?.startsWith('token_') ?? false;
  if (ended) {
    return (
      <>
        OAuth, ended <Moment at={account.health.since} />
      </>
    );
  }
  if (refreshed_at === null) return 'OAuth';
  return (
    <>
      OAuth, renewed <Moment at={refreshed_at} />
    </>
  );
}

function LastEvent({ account }: { readonly account: Account }) {
  const { last_event_at, verified_at, waiting } = account.webhook;
  if (last_event_at === null) return 'none yet';
  return (
    <>
      <Moment at={last_event_at} />
      {verified_at !== null && ', verified'}
      {waiting > 0 && `, ${waiting} waiting`}
    </>
  );
}
