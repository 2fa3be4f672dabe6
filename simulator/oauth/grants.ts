import type { Clock } from '../clock.js';
import type { DeadUse } from '../ledger/ledger.js';
import { fingerprint, type IssuedSecrets, mintSecret } from '../secrets.js';
import { pushBounded } from '../state/state.js';
import type { Store } from '../state/store.js';
import type { AuthorizationCode } from './codes.js';

/** What a developer allowed a client: one live token pair at a time, for all the developer's RevenueCat projects. */
export interface Grant {
  id: string;
  clientId: string;
  developerId: string;
  scopes: string[];
  createdAt: number;
  /** How many refreshes succeeded. */
  rotations: number;
  accessFingerprint: string;
  accessExpiresAt: number;
  refreshFingerprint: string;
  refreshExpiresAt: number;
  revokedAt: number | null;
}

/** A token that was replaced: kept to tell its use from a made-up one. */
export interface DeadToken {
  fingerprint: string;
  grantId: string;
  token: 'access' | 'refresh';
  diedAt: number;
}

/** A token pair in clear: only ever in an answer. */
export interface TokenPair {
  accessToken: string;
  /** null if the refresh token stays as it is. */
  refreshToken: string | null;
}

export type TokenState = 'live' | Exclude<DeadUse['reason'], 'used'>;

const MOST_DEAD_KEPT = 20_000;

export class Grants {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #secrets: IssuedSecrets;

  constructor(parts: { store: Store; clock: Clock; secrets: IssuedSecrets }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#secrets = parts.secrets;
  }

  open(code: AuthorizationCode): { grant: Grant; pair: TokenPair } {
    const { state } = this.#store;
    if (state.settings.newConsentRevokesEarlier) {
      for (const earlier of state.grants) {
        if (earlier.developerId === code.developerId && earlier.clientId === code.clientId)
          this.revoke(earlier);
      }
    }
    const { grantId: id, clientId, developerId, scopes } = code;
    const grant: Grant = {
      ...{ id, clientId, developerId, scopes, createdAt: this.#clock(), rotations: 0, revokedAt: null },
      ...{ accessFingerprint: '', accessExpiresAt: 0, refreshFingerprint: '', refreshExpiresAt: 0 },
    };
    state.grants.push(grant);
    return { grant, pair: this.#issue(grant, true) };
  }

  /** Both old tokens die at once, and a new pair lives ("OAuth setup, Refreshing tokens"). */
  rotate(grant: Grant, keepRefreshToken: boolean): TokenPair {
    this.#bury(grant, 'access');
    if (!keepRefreshToken) this.#bury(grant, 'refresh');
    grant.rotations += 1;
    return this.#issue(grant, !keepRefreshToken);
  }

  revoke(grant: Grant): void {
    grant.revokedAt ??= this.#clock();
    this.#store.touch();
  }

  /** The grant a token belongs or belonged to, and what the token is worth now. */
  look(kind: 'access' | 'refresh', token: string): { grant: Grant; state: TokenState } | null {
    const wanted = fingerprint(token);
    const { grants, deadTokens } = this.#store.state;
    const current = grants.find((grant) => wanted === grant[`${kind}Fingerprint`]);
    if (current) return { grant: current, state: this.#stateOf(current, current[`${kind}ExpiresAt`]) };
    const dead = deadTokens.find((entry) => entry.token === kind && entry.fingerprint === wanted);
    const grant = dead && grants.find(({ id }) => id === dead.grantId);
    return grant ? { grant, state: 'rotated' } : null;
  }

  #stateOf(grant: Grant, expiresAt: number): TokenState {
    if (grant.revokedAt !== null) return 'revoked';
    return expiresAt <= this.#clock() ? 'expired' : 'live';
  }

  #bury(grant: Grant, token: 'access' | 'refresh'): void {
    const entry = {
      fingerprint: grant[`${token}Fingerprint`],
      grantId: grant.id,
      token,
      diedAt: this.#clock(),
    };
    pushBounded(this.#store.state.deadTokens, entry, MOST_DEAD_KEPT);
  }

  #issue(grant: Grant, withRefreshToken: boolean): TokenPair {
    const { settings } = this.#store.state;
    const accessToken = this.#secrets.remember('access_token', mintSecret('atk_'));
    grant.accessFingerprint = fingerprint(accessToken);
    grant.accessExpiresAt = this.#clock() + settings.accessTokenSeconds * 1000;
    let refreshToken: string | null = null;
    if (withRefreshToken) {
      refreshToken = this.#secrets.remember('refresh_token', mintSecret('rtk_'));
      grant.refreshFingerprint = fingerprint(refreshToken);
      grant.refreshExpiresAt = this.#clock() + settings.refreshTokenSeconds * 1000;
    }
    this.#store.touch();
    return { accessToken, refreshToken };
  }
}
