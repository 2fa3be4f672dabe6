import { CircleCheck, Clock, OctagonAlert, Pause, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';

import type { Account } from '../api/types.js';
import { type Status, STATUS_WORDS, statusesOf } from '../wording/status.js';
import { Chip, type Tone } from './Chip.js';
import { Spinner } from './Spinner.js';

const LOOKS: Readonly<Record<Status, { tone: Tone; icon: ReactNode }>> = {
  disconnected: { tone: 'neutral', icon: <Unplug size={14} aria-hidden="true" /> },
  disconnecting: { tone: 'neutral', icon: <Spinner /> },
  action_needed: { tone: 'worse', icon: <OctagonAlert size={14} aria-hidden="true" /> },
  waiting: { tone: 'warning', icon: <Clock size={14} aria-hidden="true" /> },
  paused: { tone: 'neutral', icon: <Pause size={14} aria-hidden="true" /> },
  first_sync: { tone: 'info', icon: <Spinner /> },
  healthy: { tone: 'better', icon: <CircleCheck size={14} aria-hidden="true" /> },
};

/** How an account stands, in one word; in two when it is paused on top of it. */
export function StatusChips({ account }: { readonly account: Account }) {
  return statusesOf(account).map((status) => (
    <Chip key={status} tone={LOOKS[status].tone} icon={LOOKS[status].icon}>
      {STATUS_WORDS[status]}
    </Chip>
  ));
}
