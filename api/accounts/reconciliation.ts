import { z } from 'zod';

/** The `reconciliation` column, as the worker writes it. */
export const reconciledDays = z.array(
  z.object({
    day: z.string(),
    charts: z.number(),
    webhooks: z.number(),
    charts_usd: z.string().nullable(),
    webhooks_usd: z.string(),
  }),
);
type ReconciledDays = z.output<typeof reconciledDays>;

/** Documented in docs/metrics.md: days are cut differently by charts and webhooks, so small gaps mean nothing. */
const TOLERANCE = { share: 0.1, transactions: 5, dollars: 50 };

/** A sentence with both numbers where charts and webhooks are further apart than can be explained; null otherwise. */
export function gapOf(days: ReconciledDays): string | null {
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  if (first === undefined || last === undefined) return null;
  const sum = (of: (day: ReconciledDays[number]) => number) => days.reduce((all, day) => all + of(day), 0);
  const [charts, webhooks] = [sum((day) => day.charts), sum((day) => day.webhooks)];
  const range = `From ${first} to ${last}`;
  const hint = 'Check in RevenueCat that the webhook covers all apps, and look at the refused deliveries.';
  if (isApart(charts, webhooks, TOLERANCE.transactions)) {
    return `${range} RevenueCat's charts count ${charts} transactions, its webhooks brought ${webhooks}. ${hint}`;
  }
  if (days.some((day) => day.charts_usd === null)) return null;
  const [earned, told] = [sum((day) => Number(day.charts_usd)), sum((day) => Number(day.webhooks_usd))];
  if (!isApart(earned, told, TOLERANCE.dollars)) return null;
  return `${range} RevenueCat's charts show ${earned.toFixed(2)} USD, its webhooks brought ${told.toFixed(2)} USD. ${hint}`;
}

/**
 * What to say of a webhook that brings nothing any more.
 *
 * @param last when the last event came.
 * @returns null where the charts count nothing since either: then there was nothing to bring.
 */
export function silenceOf(days: ReconciledDays, last: Date): string | null {
  const since = last.toISOString();
  const after = days.filter(({ day }) => day > since.slice(0, 10));
  if (after.length === 0)
    return `No event since ${since}. If there were purchases, check the webhook in RevenueCat.`;
  const charts = after.reduce((sum, day) => sum + day.charts, 0);
  const webhooks = after.reduce((sum, day) => sum + day.webhooks, 0);
  if (charts === 0) return null;
  return `No event since ${since}. RevenueCat's charts count ${charts} transactions on the days after, its webhooks brought ${webhooks}. Check the webhook in RevenueCat.`;
}

function isApart(one: number, other: number, least: number): boolean {
  const apart = Math.abs(one - other);
  return apart > least && apart > TOLERANCE.share * Math.max(Math.abs(one), Math.abs(other));
}
