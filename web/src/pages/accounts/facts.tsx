import { ExternalLink } from 'lucide-react';

import type { AccountWithProject } from '../../api/types.js';
import { MISSING } from '../../format/locale.js';
import { Moment } from '../../ui/Moment.js';
import { numbersStandStill } from '../../wording/health.js';

interface AgeProps {
  /** ISO 8601. */
  readonly at: string | null;
  readonly as: 'ago' | 'old' | 'until';
}

export const Age = ({ at, as }: AgeProps) => (at === null ? MISSING : <Moment at={at} as={as} />);

/** When the next sync is due; null while none is planned. */
export const plannedSync = (account: AccountWithProject): string | null =>
  account.status === 'connected' && !numbersStandStill(account) ? account.next_sync_at : null;

/** To the account's workflow in Temporal's own pages, where the server has them. */
export const WorkflowLink = ({ account }: { readonly account: AccountWithProject }) =>
  account.temporal_url === undefined ? (
    MISSING
  ) : (
    <a href={account.temporal_url} target="_blank" rel="noreferrer">
      Temporal <ExternalLink size={12} aria-hidden="true" />
    </a>
  );
