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

function isApart(one: number, other: number, least: number): boolean {
  const apart = Math.abs(one - other);
  return apart > least && apart > TOLERANCE.share * Math.max(Math.abs(one), Math.abs(other));
}
