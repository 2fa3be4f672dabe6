import type { Clock } from '../clock.js';
import { pushBounded } from '../state/state.js';
import type { Store } from '../state/store.js';

/** One request to the token endpoint, from its first byte to the end of its answer. Times in milliseconds. */
export interface TokenSend {
  number: number;
  grantType: string;
  /** The grant whose code or refresh token was sent: names the credential's lineage; null if unknown to us. */
  lineage: string | null;
  /** First characters of the fingerprint of what was sent: equal sends can be told, the secret cannot. */
  sent: string | null;
  startedAt: number;
  /** null while under way. */
  endedAt: number | null;
  /** Whether a new pair was made, even if nobody heard of it. */
  issued: boolean;
  /** `answered`, an OAuth error code, `dropped_before`, `dropped_after`, `client_left`, `status_<n>`, `simulator_killed`. */
  outcome: string | null;
}

/** Somebody used a token after its end. */
export interface DeadUse {
  at: number;
  lineage: string;
  token: 'access' | 'refresh' | 'code';
  reason: 'rotated' | 'revoked' | 'expired' | 'used';
  endpoint: string;
}

/** One REST request, for budget questions. `at`: when it came; `query`: its parameters, sorted. */
export interface RestRequest {
  at: number;
  method: string;
  path: string;
  query: string;
  domain: string;
  principal: string | null;
  status: number;
}

const MOST_KEPT = 5_000;
const MOST_REQUESTS_KEPT = 20_000;

/** Who sent what when: the evidence for "sends never overlap" and "a dead pair is never used again". */
export class Ledger {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #requests: RestRequest[] = [];

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    // Sends that a kill cut off have ended: none of them may seem to overlap what comes now.
    for (const send of this.sends()) {
      if (send.endedAt === null) this.closeSend(send, 'simulator_killed');
    }
  }

  openSend(send: Pick<TokenSend, 'grantType' | 'lineage' | 'sent' | 'startedAt'>): TokenSend {
    const sends = this.#store.state.tokenSends;
    const opened = {
      number: (sends.at(-1)?.number ?? 0) + 1,
      endedAt: null,
      issued: false,
      outcome: null,
      ...send,
    };
    pushBounded(sends, opened, MOST_KEPT);
    this.#store.touch();
    return opened;
  }

  closeSend(send: TokenSend, outcome: string): void {
    send.endedAt = this.#clock();
    send.outcome = outcome;
    this.#store.touch();
  }

  recordDeadUse(use: Omit<DeadUse, 'at'>): void {
    pushBounded(this.#store.state.deadUses, { at: this.#clock(), ...use }, MOST_KEPT);
    this.#store.touch();
  }

  /** Kept in memory only: a write per request would cost more than the question is worth. */
  recordRequest(request: RestRequest): void {
    pushBounded(this.#requests, request, MOST_REQUESTS_KEPT);
  }

  /** Oldest first. */
  sends(): readonly TokenSend[] {
    return this.#store.state.tokenSends;
  }

  deadUses(): readonly DeadUse[] {
    return this.#store.state.deadUses;
  }

  requests(): readonly RestRequest[] {
    return this.#requests;
  }

  forget(): void {
    this.#requests.length = 0;
  }
}

/** Pairs of sends of one lineage that were under way at the same time. */
export function overlappingSends(sends: readonly TokenSend[]): [TokenSend, TokenSend][] {
  return sends.flatMap((later, index) =>
    sends
      .slice(0, index)
      .filter((earlier) => later.lineage !== null && earlier.lineage === later.lineage)
      .filter((earlier) => later.startedAt < (earlier.endedAt ?? Infinity))
      .map((earlier): [TokenSend, TokenSend] => [earlier, later]),
  );
}
