import { DAY, HOUR } from '../clock.js';
import type { StoreName } from './catalogue.js';
import type { EndReason } from './event.js';

type Weighted = readonly (readonly [string, number])[];
/** Probability, soonest, latest: milliseconds after what it follows from. */
export type Chance = readonly [number, number, number];

/** What is bought, by how somebody begins. */
export const offered = {
  trial: [
    ['Pro Monthly', 60],
    ['Pro Yearly', 40],
  ],
  direct: [
    ['Pro Monthly', 42],
    ['Pro Yearly', 25],
    ['Plus Monthly', 18],
    ['Basic Weekly', 15],
  ],
  intro: [
    ['Plus Monthly', 65],
    ['Plus Yearly', 35],
  ],
  one_time: [
    ['100 Credits', 70],
    ['Pro Lifetime', 30],
  ],
  family_share: [['Plus Yearly', 1]],
} satisfies Record<string, Weighted>;

/** How likely what is: rates of a healthy, unremarkable subscription app. */
export const chances = {
  /** That a trial is cancelled before its end. */
  trialCancelled: 0.45,
  refund: 0.02,
  /** That a period is cancelled, by how long it is. */
  cancelled: { P1W: 0.06, P1M: 0.1, P3M: 0.15, P1Y: 0.3 },
  uncancelled: 0.08,
  billingFails: 0.03,
  paused: 0.01,
  extended: 0.01,
  productChanged: 0.015,
  upgraded: 0.01,
  transferred: 0.01,
  /** Of billing failures with a grace period: that the store gets its money within it. */
  recoveredInGrace: 0.55,
  grantFirst: 0.01,
  buysCredits: [0.05, DAY, 60 * DAY],
  creditsRefunded: [0.04, HOUR, 40 * DAY],
  lateRefund: [0.02, HOUR, 60 * DAY],
  refundReversed: [0.15, DAY, 25 * DAY],
  recoveredLater: [0.25, DAY, 40 * DAY],
  resubscribed: [0.12, 10 * DAY, 120 * DAY],
  resumed: [0.8, 25 * DAY, 35 * DAY],
} as const;

/** How long access goes on while a store tries again to get its money; 0 = it ends at once. */
export const graceDays: Record<StoreName, number> = { app_store: 6, play_store: 7, rc_billing: 3, stripe: 0 };

/** What becomes of somebody whose paid subscription ended. */
export function returnChance(reason: EndReason): Chance {
  return reason === 'SUBSCRIPTION_PAUSED' ? chances.resumed : chances.resubscribed;
}
