import type { Customer } from '../../book/customers.js';
import { DAY, startOfDay } from '../../clock.js';
import { type ChartContext, count, flow, type Measure, money, type TableChart } from '../chart.js';
import { purchaseDimensions } from '../facts/dimensions.js';
import { remember } from '../facts/remember.js';
import { type Choices, selectors } from '../selectors.js';
import { fromMicros, paidMicros } from '../tallies/amounts.js';
import { paymentsByCustomer } from '../tallies/cohorts.js';

const MONTHS = 12;
/** Days of a customer's age at which a month ends: 0 to 30, 31 to 60 and so on ("Cohorting methodology"). */
const endOfMonth = (month: number) => 30 * (month + 1) + 1;

/** What customers who began in each period brought or kept, by how old they were. */
export const cohortExplorer: TableChart = {
  kind: 'table',
  name: 'cohort_explorer',
  displayName: 'Cohort Explorer',
  description: 'Performance of customer cohorts over time',
  category: 'customers',
  page: 'cohort-explorer',
  selectors: ['cohorting_date', 'measure', 'period_resolution'],
  filters: ['first_app_id', ...purchaseDimensions],
  segments: [],
  measures(choices) {
    const cohort = optionName('cohorting_date', choices);
    return [
      count(cohort, 'Size of the cohort', flow),
      ...Array.from({ length: MONTHS }, (_, month) => column(month, choices)),
    ];
  },
  row(context, { start, end, until }) {
    const began = [...beganAt(context)].filter(([, at]) => at >= start && at < until);
    const cells = Array.from({ length: MONTHS }, (_, month) => ({
      value: valueOf(context, began, month),
      incomplete: end + endOfMonth(month) * DAY > context.asOf,
    }));
    return [{ value: began.length, incomplete: end > context.asOf }, ...cells];
  },
};

function column(month: number, choices: Choices): Measure {
  const name = `Month ${month}`;
  const about = optionName('measure', choices);
  return choices.measure === 'retained_subscriptions' ? count(name, about, flow) : money(name, about, flow);
}

function optionName(selector: 'cohorting_date' | 'measure', choices: Choices): string {
  return selectors[selector].options.find(({ id }) => id === choices[selector])?.displayName ?? '';
}

/** When each customer began, in the sense of the chosen cohort. */
function beganAt({ facts, choices }: ChartContext): Map<Customer, number> {
  return remember(facts, `began/${choices.cohorting_date}`, () => {
    const began = new Map<Customer, number>();
    const { sightings, payments, trials } = facts;
    const first = {
      new_customers: sightings.map(({ customer, at }) => ({ customer, at })),
      new_paying_customers: payments,
      initial_conversions: [...payments, ...trials.map(({ customer, from: at }) => ({ customer, at }))],
    }[choices.cohorting_date ?? 'new_customers'];
    for (const { customer, at } of first ?? []) {
      began.set(customer, Math.min(at, began.get(customer) ?? Infinity));
    }
    return began;
  });
}

function valueOf(
  context: ChartContext,
  began: readonly (readonly [Customer, number])[],
  month: number,
): number | null {
  const { choices } = context;
  const ageAt = (at: number, age: number) => startOfDay(at) + age * DAY;
  if (choices.measure === 'retained_subscriptions') {
    const starts = new Map(began);
    return context.facts.spans.filter(({ customer, from, to }) => {
      const at = ageAt(starts.get(customer) ?? NaN, endOfMonth(month));
      return from < at && to >= at;
    }).length;
  }
  const cumulative = choices.measure?.startsWith('realized_ltv') ?? false;
  const payments = paymentsByCustomer(context.facts);
  let micros = 0;
  for (const [customer, at] of began) {
    const from = cumulative || month === 0 ? 0 : ageAt(at, endOfMonth(month - 1));
    const to = ageAt(at, endOfMonth(month));
    for (const { period, moves } of payments.get(customer) ?? []) {
      const net = moves.reduce((sum, move) => (move.at >= from && move.at < to ? sum + move.sign : sum), 0);
      if (net !== 0) micros += net * paidMicros(period, customer, context.terms);
    }
  }
  if (choices.measure !== 'realized_ltv_per_customer') return fromMicros(micros);
  return began.length === 0 ? null : fromMicros(Math.round(micros / began.length));
}
