import type { ReactElement } from 'react';

import type { Account, Summary } from '../../api/types.js';
import { Banner } from '../../ui/Banner.js';
import { When } from '../../ui/Sentence.js';
import { METRICS } from '../../wording/metrics.js';
import { SettingsLink } from './SettingsLink.js';
import { behindIn } from './tiles/behind.js';

/** Names the single numbers that an account's newest refreshes have not brought, and since when; null if there are none. */
export function behindNotice(
  { id, revenuecat_project: { name: project } }: Account,
  summary: Summary,
): ReactElement | null {
  const behind = METRICS.flatMap(({ metric, name }) => {
    const tile = summary.tiles.find((one) => one.metric === metric);
    const own = tile && behindIn(tile, summary).find(({ account_id }) => account_id === id);
    return own === undefined ? [] : [{ name, since: own.last_published_at }];
  });
  const since = behind.map((one) => one.since).toSorted()[0];
  if (since === undefined) return null;
  const names = [...new Set(behind.map(({ name }) => name))];
  return (
    <Banner
      key={`behind ${id}`}
      tone="warning"
      action={<SettingsLink hash={id}>Show in settings</SettingsLink>}
    >
      {project}: RevenueCat has not given {names.join(', ')} since <When at={since} />; the last numbers are
      still counted.
    </Banner>
  );
}
