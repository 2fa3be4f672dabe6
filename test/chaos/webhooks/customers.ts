import { Decimal } from 'decimal.js';

import type { Random } from '../../../simulator/book/random.js';
import { renewal } from '../../ingest/deliver.js';

/** An event's fields as RevenueCat sends them, and what it adds to the account's revenue in US dollars. */
export interface Happening {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly revenue: string;
}

interface Customer {
  readonly name: string;
  readonly transaction: string;
  /** When something happened to them last; milliseconds. */
  at: number;
  isNew: boolean;
}

const HOUR = 3_600_000;
const DAYS = 20 * 24 * HOUR;
const CUSTOMERS = 20;
const PRICE = 9.99;

interface Later {
  readonly type: string;
  readonly price?: number;
}

/** What follows a purchase, with its price; weights as in a business that does well. */
const LATER: readonly (readonly [Later, number])[] = [
  [{ type: 'RENEWAL', price: PRICE }, 8],
  [{ type: 'CANCELLATION' }, 2],
  [{ type: 'CANCELLATION', price: -PRICE }, 1],
  [{ type: 'REFUND_REVERSED', price: PRICE }, 1],
  [{ type: 'UNCANCELLATION' }, 1],
  [{ type: 'BILLING_ISSUE' }, 1],
  [{ type: 'EXPIRATION' }, 1],
  [{ type: 'SUBSCRIPTION_EXTENDED' }, 1],
  [{ type: 'PRODUCT_CHANGE' }, 1],
  [{ type: 'TRANSFER' }, 1],
];

/** The customers of one account, whose stories never end; each event belongs to the last 20 days. */
export class Customers {
  readonly #prefix: string;
  readonly #random: Random;
  readonly #customers: Customer[] = [];
  #count = 0;

  constructor(prefix: string, random: Random) {
    this.#prefix = prefix;
    this.#random = random;
    for (let n = 0; n < CUSTOMERS; n += 1) this.#customers.push(this.#newcomer());
  }

  next(): Happening {
    const random = this.#random;
    const place = random.between(0, CUSTOMERS - 1);
    let customer = this.#customers[place] ?? this.#newcomer();
    // Sometimes several at the same moment, as RevenueCat sends them.
    customer.at += random.chance(0.3) ? 0 : random.between(1, 24) * HOUR;
    if (customer.at > Date.now()) customer = this.#customers[place] = this.#newcomer();
    return customer.isNew ? this.#bought(customer) : this.#livedOn(customer);
  }

  #bought(customer: Customer): Happening {
    customer.isNew = false;
    const isTrial = this.#random.chance(0.3);
    const price = isTrial ? 0 : PRICE;
    const period_type = isTrial ? 'TRIAL' : 'NORMAL';
    return this.#event(customer, { type: 'INITIAL_PURCHASE', period_type, price }, price);
  }

  #livedOn(customer: Customer): Happening {
    const { type, price } = this.#random.pick(LATER);
    if (type === 'TRANSFER') return this.#moved(customer);
    return this.#event(customer, { type, price }, price ?? 0);
  }

  /** All that one customer has goes to another one. */
  #moved(customer: Customer): Happening {
    const to = this.#customers[this.#random.between(0, CUSTOMERS - 1)] ?? customer;
    const moved = { type: 'TRANSFER', transferred_from: [customer.name], transferred_to: [to.name] };
    const nobody = { app_user_id: undefined, original_app_user_id: undefined, product_id: undefined };
    const nothing = { original_transaction_id: undefined, transaction_id: undefined, price: undefined };
    return this.#event(customer, { ...moved, ...nobody, ...nothing }, 0);
  }

  #event({ name, transaction, at }: Customer, fields: Record<string, unknown>, price: number): Happening {
    const isSandbox = this.#random.chance(0.05);
    return {
      fields: renewal({
        event_timestamp_ms: at,
        app_user_id: name,
        original_app_user_id: name,
        aliases: [name],
        original_transaction_id: transaction,
        transaction_id: `${transaction}..${at}`,
        expiration_at_ms: at + 30 * 24 * HOUR,
        environment: isSandbox ? 'SANDBOX' : 'PRODUCTION',
        ...fields,
      }),
      revenue: new Decimal(isSandbox ? 0 : price).toString(),
    };
  }

  #newcomer(): Customer {
    this.#count += 1;
    const name = `${this.#prefix}-${this.#count}`;
    const at = Date.now() - DAYS + this.#random.between(0, 5 * 24) * HOUR;
    return { name, transaction: `T-${name}`, at, isNew: true };
  }
}
