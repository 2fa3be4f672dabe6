import type { Customer } from '../../book/customers.js';
import { DAY } from '../../clock.js';
import type { Facts, Sighting } from '../facts/facts.js';
import { remember } from '../facts/remember.js';
import { Tally } from './tally.js';

/** From one UTC day to another, both included; days since 1970. */
type Stay = [first: number, last: number];

interface Activity {
  /** Those who were seen once and never again, by day. */
  visitors: Tally;
  /** The stays of everybody else, customer by customer, in order of time. */
  stays: Stay[][];
  /** How many of them came or left, by day: the running sum is who is there. */
  present: Tally;
}

/**
 * When customers are about: at their first sighting, when they pay, and as long as they have access. The book knows no
 * sessions; this stands in for them.
 */
function activity(facts: Facts): Activity {
  const { sightings, payments, spans, trials } = facts;
  const later = new Map<Customer, Stay[]>();
  const add = (customer: Customer, stay: Stay) => {
    const known = later.get(customer);
    if (known) known.push(stay);
    else later.set(customer, [stay]);
  };
  for (const { customer, at } of payments) add(customer, stayOf(at, at + 1));
  for (const { customer, from, to } of trials) add(customer, stayOf(from, to));
  for (const { customer, from, to } of spans) add(customer, stayOf(from, to));
  const visitors = new Tally(facts);
  const others: Sighting[] = [];
  for (const sighting of sightings) {
    if (later.has(sighting.customer)) others.push(sighting);
    else visitors.add(sighting.at, 1);
  }
  const stays = others.map(({ customer, at }) =>
    merged([stayOf(at, at + 1), ...(later.get(customer) ?? [])]),
  );
  const present = new Tally(facts);
  for (const [first, last] of stays.flat()) {
    present.add(first * DAY, 1);
    if (last + 1 < facts.endDay) present.add((last + 1) * DAY, -1);
  }
  return { visitors, stays, present };
}

/** The days of a time (milliseconds, end excluded). */
function stayOf(from: number, to: number): Stay {
  return [Math.floor(from / DAY), Math.ceil(to / DAY) - 1];
}

/** Stays that touch become one. */
function merged(stays: Stay[]): Stay[] {
  const whole: Stay[] = [];
  for (const [first, last] of stays.sort(([a], [b]) => a - b)) {
    const before = whole.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else whole.push([first, last]);
  }
  return whole;
}

/** Customers who are about on any day from a midnight to another one, or to now (excluded). */
export function customersActiveIn(facts: Facts, start: number, until: number): number {
  const { visitors, stays, present } = remember(facts, 'activity', () => activity(facts));
  const [first, last] = stayOf(start, until);
  const regulars =
    first === last
      ? present.upTo(until)
      : stays.filter((own) => own.some(([from, to]) => from <= last && to >= first)).length;
  return visitors.between(start, until) + regulars;
}
