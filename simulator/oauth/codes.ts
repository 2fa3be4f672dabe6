import type { Clock } from '../clock.js';
import type { Ledger } from '../ledger/ledger.js';
import { fingerprint, type IssuedSecrets, mintId, mintSecret } from '../secrets.js';
import { pushBounded } from '../state/state.js';
import type { Store } from '../state/store.js';
import { TokenError } from './errors.js';

/** What a developer approved, waiting to be exchanged once. */
export interface AuthorizationCode {
  fingerprint: string;
  /** The grant it will become: known before, so that its sends belong to one lineage. */
  grantId: string;
  clientId: string;
  developerId: string;
  redirectUri: string;
  scopes: string[];
  /** S256 challenge; null if the client sent none. */
  codeChallenge: string | null;
  expiresAt: number;
  used: boolean;
}

const MOST_KEPT = 1_000;

export class Codes {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #ledger: Ledger;
  readonly #secrets: IssuedSecrets;

  constructor(parts: { store: Store; clock: Clock; ledger: Ledger; secrets: IssuedSecrets }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#ledger = parts.ledger;
    this.#secrets = parts.secrets;
  }

  issue(
    approval: Pick<
      AuthorizationCode,
      'clientId' | 'developerId' | 'redirectUri' | 'scopes' | 'codeChallenge'
    >,
  ): string {
    const { state } = this.#store;
    const code = this.#secrets.remember('code', mintSecret('code_'));
    const record = {
      ...approval,
      fingerprint: fingerprint(code),
      grantId: mintId('grant_'),
      expiresAt: this.#clock() + state.settings.authorizationCodeSeconds * 1000,
      used: false,
    };
    pushBounded(state.codes, record, MOST_KEPT);
    this.#store.touch();
    return code;
  }

  find(code: string): AuthorizationCode | undefined {
    const wanted = fingerprint(code);
    return this.#store.state.codes.find((candidate) => candidate.fingerprint === wanted);
  }

  /** Uses a code up. Every attempt with the right code does, so that a wrong verifier cannot be guessed twice. */
  redeem(
    code: string,
    clientId: string,
    redirectUri: string,
    verifier: string | undefined,
  ): AuthorizationCode {
    const found = this.find(code);
    if (!found) throw new TokenError('invalid_grant', 'Unknown authorization code');
    const expired = found.expiresAt <= this.#clock();
    if (found.used || expired) {
      const reason = found.used ? 'used' : 'expired';
      this.#ledger.recordDeadUse({ lineage: found.grantId, token: 'code', reason, endpoint: 'token' });
      throw new TokenError('invalid_grant', `Authorization code ${found.used ? 'already used' : 'expired'}`);
    }
    found.used = true;
    this.#store.touch();
    if (found.clientId !== clientId) throw new TokenError('invalid_grant', 'Code of another client');
    if (found.redirectUri !== redirectUri) throw new TokenError('invalid_grant', 'redirect_uri differs');
    checkVerifier(found.codeChallenge, verifier);
    return found;
  }
}

/** PKCE, S256 only (RFC 7636, 4.6). */
function checkVerifier(challenge: string | null, verifier: string | undefined): void {
  if (challenge === null) {
    if (verifier !== undefined) throw new TokenError('invalid_grant', 'code_verifier without a challenge');
    return;
  }
  if (verifier === undefined) throw new TokenError('invalid_grant', 'code_verifier missing');
  if (Buffer.from(fingerprint(verifier), 'hex').toString('base64url') !== challenge) {
    throw new TokenError('invalid_grant', 'code_verifier does not match');
  }
}
