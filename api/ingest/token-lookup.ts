import type { Pool } from 'pg';

import { askPostgres } from './ask-postgres.js';

/** The project a webhook token belongs to, and what ingestion must know of it. */
export interface Recipient {
  readonly projectId: string;
  /** SHA-256 of the token asked for, if a rotation has replaced it; null for the one in force. */
  readonly previousToken: Uint8Array | null;
  readonly keepSubscriberAttributes: boolean;
  readonly sealingPublicKey: Uint8Array | null;
  /** SHA-256 of the signing secret by account, for accounts that take signed deliveries only. */
  readonly signingSecretHashes: ReadonlyMap<string, Uint8Array>;
}

interface Row {
  readonly token_hash: Buffer;
  readonly project_id: string;
  readonly is_previous: boolean;
  readonly keep_subscriber_attributes: boolean;
  readonly sealing_public_key: Buffer | null;
  readonly signing_secret_hashes: Readonly<Record<string, string>> | null;
}

const FIND_RECIPIENTS = {
  name: 'find-recipients',
  text: `
    select asked.token_hash, layer.project_id, webhook_token_hash <> asked.token_hash as is_previous, keep_subscriber_attributes, sealing_public_key,
      (select jsonb_object_agg(account_id, encode(signing_secret_hash, 'hex'))
         from account_gates gate
        where gate.project_id = layer.project_id and signing_secret_hash is not null) as signing_secret_hashes
    from unnest($1::bytea[]) as asked (token_hash)
    join revenue_layers layer
      on layer.webhook_token_hash = asked.token_hash
      or (layer.previous_token_hash = asked.token_hash and layer.previous_valid_until > now())
    where layer.removed_at is null`,
};

interface Asked {
  readonly hash: Uint8Array;
  readonly answer: Promise<Recipient | null>;
  readonly resolve: (recipient: Recipient | null) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Finds the project of a webhook token by its hash. Tokens that are asked for while a lookup is under way share the next
 * one, so strangers who guess tokens cost one connection and one statement at a time, however many they are.
 */
export class TokenLookup {
  readonly #pool: Pool;
  /** Milliseconds a good token is believed; a bad one never is. */
  readonly #belief: number;
  readonly #believed = new Map<string, { readonly recipient: Recipient; readonly until: number }>();
  #next = new Map<string, Asked>();
  #underWay = false;

  constructor(pool: Pool, belief: number) {
    this.#pool = pool;
    this.#belief = belief;
  }

  /** @returns null unless the token was found good a moment ago. */
  believed(hash: Uint8Array): Recipient | null {
    const believed = this.#believed.get(keyOf(hash));
    return believed !== undefined && believed.until > performance.now() ? believed.recipient : null;
  }

  /**
   * Asks Postgres.
   *
   * @param hash SHA-256 of the token.
   * @returns null when no layer takes this token, or takes it no longer.
   */
  find(hash: Uint8Array): Promise<Recipient | null> {
    const key = keyOf(hash);
    const asked = this.#next.get(key) ?? question(hash);
    this.#next.set(key, asked);
    void this.#ask();
    return asked.answer;
  }

  async #ask(): Promise<void> {
    if (this.#underWay) return;
    this.#underWay = true;
    while (this.#next.size > 0) {
      const batch = this.#next;
      this.#next = new Map();
      await this.#answer(batch);
    }
    this.#underWay = false;
  }

  async #answer(batch: ReadonlyMap<string, Asked>): Promise<void> {
    // Believed from the moment of asking: the answer may be old by the time it is here.
    const now = performance.now();
    for (const [key, { until }] of this.#believed) if (until <= now) this.#believed.delete(key);
    try {
      const hashes = [...batch.values()].map(({ hash }) => Buffer.from(hash));
      for (const row of await askPostgres<Row>(this.#pool, FIND_RECIPIENTS, [hashes])) {
        const recipient = recipientFrom(row);
        const key = keyOf(row.token_hash);
        this.#believed.set(key, { recipient, until: now + this.#belief });
        batch.get(key)?.resolve(recipient);
      }
      for (const { resolve } of batch.values()) resolve(null);
    } catch (error) {
      for (const { reject } of batch.values()) reject(error);
    }
  }
}

function question(hash: Uint8Array): Asked {
  let resolve: Asked['resolve'] = () => undefined;
  let reject: Asked['reject'] = () => undefined;
  const answer = new Promise<Recipient | null>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { hash, answer, resolve, reject };
}

function recipientFrom(row: Row): Recipient {
  const hashes = Object.entries(row.signing_secret_hashes ?? {});
  return {
    projectId: row.project_id,
    previousToken: row.is_previous ? row.token_hash : null,
    keepSubscriberAttributes: row.keep_subscriber_attributes,
    sealingPublicKey: row.sealing_public_key,
    signingSecretHashes: new Map(hashes.map(([account, hex]) => [account, Buffer.from(hex, 'hex')])),
  };
}

const keyOf = (hash: Uint8Array): string => Buffer.from(hash).toString('base64');
