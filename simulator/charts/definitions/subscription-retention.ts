import { addMonths } from '../../clock.js';
import { count, flow, type ObservedPeriod, percent, type TableChart } from '../chart.js';
import { purchaseDimensions } from '../facts/dimensions.js';
import type { Facts, Span } from '../facts/facts.js';
import { percentOf } from '../tallies/amounts.js';

const MONTHS = 12;

/** How many monthly subscriptions begun in each period were paid for again, month by month. */
export const subscriptionRetention: TableChart = {
  kind: 'table',
  name: 'subscription_retention',
  displayName: 'Subscription Retention',
  description: 'Share of new paid subscriptions that renewed',
  category: 'subscriptions',
  page: 'subscription-retention-chart',
  selectors: [],
  filters: purchaseDimensions,
  segments: [],
  measures: () => [
    count('Subscriptions', 'Monthly subscriptions first paid', flow),
    ...Array.from({ length: MONTHS }, (_, index) =>
      percent(`Month ${index + 1}`, 'Renewed, of those that could have'),
    ),
  ],
  row({ facts, asOf }, cohort) {
    const begun = cohortOf(facts, cohort).map((span) => ({ from: span.from, times: renewals(span) }));
    const cells = Array.from({ length: MONTHS }, (_, index) => {
      const month = index + 1;
      const latest = addMonths(asOf, -month);
      const due = begun.filter(({ from }) => from <= latest);
      const renewed = due.filter(({ times }) => times >= month).length;
      return { value: percentOf(renewed, due.length), incomplete: addMonths(cohort.end, month) > asOf };
    });
    return [{ value: begun.length, incomplete: cohort.end > asOf }, ...cells];
  },
};

/** Standard periods that follow no other standard period of the same product; introductory offers do not count. */
function cohortOf({ spans }: Facts, { start, until }: ObservedPeriod): Span[] {
  return spans.filter(
    ({ from, period, before, opening }) =>
      from >= start &&
      from < until &&
      period.kind === 'NORMAL' &&
      period.length === 'P1M' &&
      opening !== 'recovery' &&
      opening !== 'reversal' &&
      (opening !== 'renewal' || before?.period.kind === 'INTRO'),
  );
}

function renewals(span: Span): number {
  let times = 0;
  for (let last = span; last.closing === 'renewed' && last.after; last = last.after) times += 1;
  return times;
}
