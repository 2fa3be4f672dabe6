import type { LiveTotals } from '../../../api/types.js';
import { plural } from '../../../format/counts.js';
import { formatUsd } from '../../../format/money.js';
import cards from '../cards.module.css';

/** What today's webhooks add up to. Near RevenueCat's own numbers, never equal: so it stays apart from the tiles. */
export function LiveStrip({ live }: { readonly live: LiveTotals }) {
  const counts = [
    ['purchase', live.purchases],
    ['renewal', live.renewals],
    ['trial', live.trials],
    ['cancellation', live.cancellations],
    ['refund', live.refunds],
  ] as const;
  return (
    <p className={cards.live}>
      <span>
        Today so far (UTC), from events: <strong>{formatUsd(live.revenue)}</strong>
      </span>
      {counts.map(([name, count]) => count > 0 && <span key={name}>{plural(count, name)}</span>)}
    </p>
  );
}
