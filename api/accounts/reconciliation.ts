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
/** One day alone may be further off: what falls to the day after, or comes late, evens out over a week only. */
const DAY_TOLERANCE = { share: 0.3, transactions: 15, dollars: 150 };
type Tolerance = typeof TOLERANCE;

/** What charts and webhooks say of some days. */
interface Sides {
  readonly of: 'transactions' | 'dollars';
  readonly charts: number;
  readonly webhooks: number;
}

const HINT = 'Check in RevenueCat that the webhook covers all apps, and look at the refused deliveries.';

/**
 * A sentence with both numbers where charts and webhooks are further apart than can be explained: over all days, else on the
 * worst single day, since a day that lacks and one that has too much would even out. Null otherwise.
 */
export function gapOf(days: ReconciledDays): string | null {
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  if (first === undefined || last === undefined) return null;
  const over = sidesOf(days).find((sides) => isApart(sides, TOLERANCE));
  if (over !== undefined) return `From ${first} to ${last} ${inWords(over)} ${HINT}`;
  const worst = worstDay(days);
  return worst === null ? null : `On ${worst.day} ${inWords(worst)} ${HINT}`;
}

/** Of the days that are too far apart, the one that is so by most: in transactions, else in money. */
function worstDay(days: ReconciledDays): (Sides & { readonly day: string }) | null {
  const kinds = [0, 1].map((kind) =>
    days.flatMap((day) => {
      const sides = sidesOf([day])[kind];
      return sides !== undefined && isApart(sides, DAY_TOLERANCE) ? [{ ...sides, day: day.day }] : [];
    }),
  );
  const apart = kinds.find((found) => found.length > 0) ?? [];
  return apart.sort((a, b) => distance(b) - distance(a))[0] ?? null;
}

function inWords({ of, charts, webhooks }: Sides): string {
  return of === 'transactions'
    ? `RevenueCat's charts count ${charts} transactions, its webhooks brought ${webhooks}.`
    : `RevenueCat's charts show ${charts.toFixed(2)} USD, its webhooks brought ${webhooks.toFixed(2)} USD.`;
}

/** Transactions, and money where all of these days have it in US dollars. */
function sidesOf(days: ReconciledDays): Sides[] {
  const transactions = transactionsOf(days);
  if (days.some((day) => day.charts_usd === null)) return [transactions];
  const dollars: Sides = {
    of: 'dollars',
    charts: sumOf(days, (day) => Number(day.charts_usd)),
    webhooks: sumOf(days, (day) => Number(day.webhooks_usd)),
  };
  return [transactions, dollars];
}

function transactionsOf(days: ReconciledDays): Sides {
  return {
    of: 'transactions',
    charts: sumOf(days, (day) => day.charts),
    webhooks: sumOf(days, (day) => day.webhooks),
  };
}

const sumOf = (days: ReconciledDays, of: (day: ReconciledDays[number]) => number): number =>
  days.reduce((all, day) => all + of(day), 0);

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
  const { charts, webhooks } = transactionsOf(after);
  if (charts === 0) return null;
  return `No event since ${since}. RevenueCat's charts count ${charts} transactions on the days after, its webhooks brought ${webhooks}. Check the webhook in RevenueCat.`;
}

function isApart(sides: Sides, tolerance: Tolerance): boolean {
  const greater = Math.max(Math.abs(sides.charts), Math.abs(sides.webhooks));
  return distance(sides) > tolerance[sides.of] && distance(sides) > tolerance.share * greater;
}

const distance = ({ charts, webhooks }: Sides): number => Math.abs(charts - webhooks);
