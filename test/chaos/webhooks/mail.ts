import { quarantineIdOf } from '../../../api/ingest/delivery.js';
import { WEBHOOK_PATH } from '../../../api/ingest/receiver.js';
import { type Random, randomFor, uuidFor } from '../../../simulator/book/random.js';
import type { Target } from '../../../simulator/webhooks/delivery.js';
import { bodyOf } from '../../ingest/deliver.js';
import { shuffled } from '../plan.js';
import type { Account } from './accounts.js';
import { Customers } from './customers.js';
import type { Entry, Kind, Ledger } from './ledger.js';

/** One request that RevenueCat would begin now; retries are its own. */
export interface Mailing {
  readonly entry: Entry;
  readonly body: string;
  readonly target: Target;
}

const KINDS = [
  ['named', 860],
  ['bare', 80],
  ['unrouted', 20],
  ['quarantined', 20],
  ['not-json', 10],
  ['wrong-token', 10],
] as const;

/** Fresh ids that are shuffled together, and how many of all mailings repeat an earlier one, near or far. */
const CHUNK = 100;
const REPEATED = 0.15;
const CHANGED = 0.1;

/** All that comes from RevenueCat: events of all accounts, in no order, some twice, some damaged. Fixed by its seed. */
export class Mail {
  readonly #url: string;
  readonly #ledger: Ledger;
  readonly #accounts: readonly Account[];
  readonly #seed: string;
  readonly #random: Random;
  readonly #customers = new Map<Account, Customers>();
  readonly #entries: Entry[] = [];
  #chunk: Mailing[] = [];

  constructor(url: string, ledger: Ledger, accounts: readonly Account[], seed: string) {
    this.#url = url;
    this.#ledger = ledger;
    this.#accounts = accounts;
    this.#seed = seed;
    this.#random = randomFor(`${seed}/mail`);
  }

  next(): Mailing {
    if (this.#chunk.length === 0) this.#chunk = shuffled(this.#makeChunk(), this.#random);
    return this.#chunk.pop() ?? this.#fresh(this.#anyAccount(), 'named');
  }

  /** One fresh event for this account, whatever has become of it. */
  to(account: Account): Mailing {
    return this.#fresh(account, 'named');
  }

  #makeChunk(): Mailing[] {
    const fresh = Array.from({ length: CHUNK }, () =>
      this.#fresh(this.#anyAccount(), this.#random.pick(KINDS)),
    );
    const again = Array.from({ length: CHUNK * REPEATED }, () => this.#repeated());
    return [...fresh, ...again];
  }

  #anyAccount(): Account {
    return one(this.#accounts, this.#random);
  }

  #fresh(account: Account, kind: Kind): Mailing {
    const number = this.#entries.length;
    const id = uuidFor(`${this.#seed}/${number}`);
    const { fields, revenue } = this.#customersOf(account).next();
    const appId = kind === 'unrouted' ? `unknown-${number}` : account.appId;
    const event = { ...fields, id, app_id: appId };
    const common = { kind, account, type: String(fields['type']), deliveries: [] };
    const entry: Entry =
      kind === 'quarantined'
        ? { ...common, ...this.#damaged(account, event, number), revenue: '0' }
        : { ...common, id, reason: null, revenue, body: textOf(kind, event) };
    this.#ledger.add(entry);
    this.#entries.push(entry);
    return { entry, body: entry.body, target: this.#targetOf(entry) };
  }

  /** The same id again; sometimes with a body that has changed, of which the first is kept. */
  #repeated(): Mailing {
    const isNear = this.#random.chance(0.7);
    const entry = one(isNear ? this.#entries.slice(-CHUNK) : this.#entries, this.#random);
    const isEvent = entry.kind === 'named' || entry.kind === 'bare';
    const isChanged = isEvent && this.#random.chance(CHANGED);
    const body = isChanged ? entry.body.replace('"DE"', '"FR"') : entry.body;
    return { entry, body, target: this.#targetOf(entry) };
  }

  /** JSON that cannot be stored as an event, and why. */
  #damaged(
    { project }: Account,
    event: Record<string, unknown>,
    number: number,
  ): Pick<Entry, 'id' | 'reason' | 'body'> {
    const [reason, body] = one(
      [
        ['event-id-invalid', bodyOf({ ...event, id: number })],
        ['event-missing', JSON.stringify({ api_version: '1.0', number })],
        ['null-character', bodyOf({ ...event, offer_code: 'a\u0000b' })],
        ['number-out-of-range', bodyOf(event).replace('"PLAY_STORE"', '1e400')],
      ] as const,
      this.#random,
    );
    return { id: quarantineIdOf({ projectId: project.id, bytes: Buffer.from(body) }), reason, body };
  }

  #targetOf({ kind, account: { id, project } }: Entry): Target {
    const isBare = kind === 'bare' || kind === 'unrouted';
    return {
      url: `${this.#url}${WEBHOOK_PATH}${isBare ? '' : `?account=${id}`}`,
      authorizationHeader: `Bearer ${project.webhookToken}${kind === 'wrong-token' ? 'x' : ''}`,
      signingSecret: null,
    };
  }

  #customersOf(account: Account): Customers {
    const known = this.#customers.get(account);
    if (known !== undefined) return known;
    const customers = new Customers(account.appId, randomFor(`${this.#seed}/${account.appId}`));
    this.#customers.set(account, customers);
    return customers;
  }
}

function textOf(kind: Kind, event: object): string {
  const text = bodyOf(event);
  return kind === 'not-json' ? text.slice(0, -1) : text;
}

function one<T>(from: readonly T[], random: Random): T {
  const picked = from[random.between(0, from.length - 1)];
  if (picked === undefined) throw new Error('There is nothing to pick from.');
  return picked;
}
