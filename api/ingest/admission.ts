import type { IncomingMessage } from 'node:http';
import { parse as parseQuery } from 'node:querystring';

import { sha256 } from '../auth/secrets.js';
import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';
import type { Deadline } from './deadline.js';
import { type Delivery, readContent } from './delivery.js';
import type { IngestLimits } from './limits.js';
import { type Origin, refuse } from './refuse.js';
import { BodyReader, checkBodyHeaders } from './request-body.js';
import { isSigned, signatureOf } from './signature.js';
import { SigningSecrets } from './signing-secrets.js';
import { type Recipient, TokenLookup } from './token-lookup.js';

const ACCOUNT_ID = /^[\w.:-]{1,128}$/;

export interface Admitted {
  readonly delivery: Delivery;
  /** SHA-256 of its token, if a rotation has replaced that. */
  readonly previousToken: Uint8Array | null;
}

/**
 * Decides whether a request is a delivery: size and type by its headers, token, body, signature, JSON. In this order, so
 * that of a stranger's body nothing is kept, and nothing is parsed that was not signed where it should be.
 */
export class Admission {
  readonly #tokens: TokenLookup;
  readonly #secrets: SigningSecrets;
  readonly #bodies: BodyReader;
  readonly #limits: IngestLimits;

  constructor({ ingest, vault }: Pick<ApiDeps, 'ingest' | 'vault'>, limits: IngestLimits) {
    this.#tokens = new TokenLookup(ingest.pool, limits.tokenBelief);
    this.#secrets = new SigningSecrets(vault);
    this.#bodies = new BodyReader(limits);
    this.#limits = limits;
  }

  /**
   * @param origin filled in as it becomes known, for whoever counts the refusals.
   * @param deadline of the answer; moves on by the time the sender takes for the body.
   * @throws {Refused} or {Problem}, for `refusalOf`.
   * @throws {SenderGone}
   */
  async admit(request: IncomingMessage, origin: Origin, deadline: Deadline): Promise<Admitted> {
    const account = namedIn(request.url ?? '');
    const isGiven = account !== undefined;
    const isId = typeof account === 'string' && ACCOUNT_ID.test(account);
    origin.namedAccount = isId ? account : null;
    checkBodyHeaders(request, this.#limits.bodyBytes);
    const tokenHash = sha256(tokenOf(request.headers.authorization));
    const sender = await this.#authenticate(tokenHash, origin, deadline);
    if (isGiven && !isId) throw refuse.unknownAccount();
    // Before the body: while Vault is away nothing is kept that cannot be judged.
    await this.#secretOf(sender, origin.namedAccount, deadline);
    const body = await deadline.without(this.#bodies.read(request, sender.projectId));
    try {
      // Again: the token may have been killed while a slow sender took its time.
      const recipient = await this.#authenticate(tokenHash, origin, deadline);
      return await this.#judge(request, body.bytes, recipient, origin.namedAccount, deadline);
    } finally {
      body.release();
    }
  }

  async #judge(
    request: IncomingMessage,
    bytes: Buffer,
    recipient: Recipient,
    namedAccount: string | null,
    deadline: Deadline,
  ): Promise<Admitted> {
    const secret = await this.#secretOf(recipient, namedAccount, deadline);
    if (secret !== null && !isSigned(bytes, signatureOf(request), secret, Date.now())) {
      throw refuse.wrongSignature();
    }
    const content = readContent(bytes);
    const delivery = { ...recipient, namedAccount, signed: secret !== null, bytes, content };
    return { delivery, previousToken: recipient.previousToken };
  }

  async #authenticate(tokenHash: Uint8Array, origin: Origin, deadline: Deadline): Promise<Recipient> {
    const recipient = this.#tokens.believed(tokenHash) ?? (await deadline.keep(this.#tokens.find(tokenHash)));
    if (recipient === null) throw refuse.wrongToken();
    origin.projectId = recipient.projectId;
    return recipient;
  }

  /** @returns the signing secret of the account; null where there is none. */
  async #secretOf(
    { projectId, signingSecretHashes }: Recipient,
    accountId: string | null,
    deadline: Deadline,
  ): Promise<string | null> {
    const hash = accountId === null ? undefined : signingSecretHashes.get(accountId);
    if (accountId === null || hash === undefined) return null;
    const secret = await deadline.keep(this.#secrets.read({ projectId, accountId }, hash));
    if (secret === null) throw new Problem('vault-unavailable');
    return secret;
  }
}

/** What `?account=` says; several are an array. */
function namedIn(url: string): string | string[] | undefined {
  const start = url.indexOf('?');
  return start === -1 ? undefined : parseQuery(url.slice(start + 1))['account'];
}

/** The pages show `Bearer <token>` to paste; RevenueCat sends what was pasted, verbatim, so the bare token is taken too. */
function tokenOf(authorization: string | undefined): string {
  const token = (authorization ?? '').trim().replace(/^Bearer\s+/i, '');
  if (token === '') throw refuse.tokenMissing();
  return token;
}
