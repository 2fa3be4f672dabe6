import type { Customer } from '../../../simulator/book/customers.js';
import type { BookEvent } from '../../../simulator/book/event.js';

/** What an event did to its customer's access: what gave it before, and what gives it now. */
export interface Change {
  readonly before: BookEvent | null;
  readonly now: BookEvent | null;
}

/** Who has access at the moment, and the purchase that gave it to them: a trial, or something paid. */
export class Access {
  readonly #open = new Map<Customer, BookEvent>();

  take(event: BookEvent): Change {
    const { customer } = event;
    const before = this.#open.get(customer) ?? null;
    const now = after(before, event);
    if (now === null) this.#open.delete(customer);
    else this.#open.set(customer, now);
    return { before, now };
  }

  /** The trials under way. */
  trials(): Set<BookEvent> {
    return new Set([...this.#open.values()].filter(isTrial));
  }
}

export function isTrial({ period }: BookEvent): boolean {
  return period?.kind === 'TRIAL';
}

/** One-time purchases give no access that could end; a reversed refund gives back what time there is left. */
function after(before: BookEvent | null, event: BookEvent): BookEvent | null {
  const { type, expiresAt, at } = event;
  if (type === 'INITIAL_PURCHASE' || type === 'RENEWAL') return event;
  if (type === 'EXPIRATION') return null;
  const isBack = type === 'REFUND_REVERSED' && expiresAt !== null && expiresAt > at;
  return before ?? (isBack ? event : null);
}
