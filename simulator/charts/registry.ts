import type { ChartDefinition } from './chart.js';
import { actives } from './definitions/actives.js';
import { activesMovement } from './definitions/actives-movement.js';
import { activesNew } from './definitions/actives-new.js';
import { arr } from './definitions/arr.js';
import { churn } from './definitions/churn.js';
import { cohortExplorer } from './definitions/cohort-explorer.js';
import { conversionToPaying } from './definitions/conversion-to-paying.js';
import { customersActive } from './definitions/customers-active.js';
import { customersNew } from './definitions/customers-new.js';
import { ltvPerCustomer } from './definitions/ltv-per-customer.js';
import { ltvPerPayingCustomer } from './definitions/ltv-per-paying-customer.js';
import { mrr } from './definitions/mrr.js';
import { mrrMovement } from './definitions/mrr-movement.js';
import { refundRate } from './definitions/refund-rate.js';
import { revenue } from './definitions/revenue.js';
import { subscriptionRetention } from './definitions/subscription-retention.js';
import { subscriptionStatus } from './definitions/subscription-status.js';
import { trialConversionRate } from './definitions/trial-conversion-rate.js';
import { trials } from './definitions/trials.js';
import { trialsMovement } from './definitions/trials-movement.js';
import { trialsNew } from './definitions/trials-new.js';

const drawn: ChartDefinition[] = [
  ...[actives, activesMovement, activesNew, arr, churn, cohortExplorer, conversionToPaying, customersNew],
  ...[ltvPerCustomer, ltvPerPayingCustomer, mrr, mrrMovement, refundRate, revenue, subscriptionRetention],
  ...[subscriptionStatus, trials, trialsMovement, trialsNew, customersActive, trialConversionRate],
];

/** Every chart the simulator draws, by the name it has in URLs, in the order RevenueCat lists them. */
export const charts: ReadonlyMap<string, ChartDefinition> = new Map(
  drawn.map((chart) => [chart.name, chart]),
);
