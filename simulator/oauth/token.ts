import type { NextFunction, Request, RequestHandler, Response } from 'express';

import type { FaultAction, Occasion } from '../faults/fault.js';
import { type Answer, json } from '../http/answer.js';
import { exchange, outcomeOf } from '../http/exchange.js';
import { formBody, readForm } from '../http/form.js';
import type { TokenSend } from '../ledger/ledger.js';
import type { Parts } from '../parts.js';
import { fingerprint } from '../secrets.js';
import { authenticateClient, type OAuthClient } from './clients.js';
import { Codes } from './codes.js';
import { noStore, TokenError, tokenErrorAnswer } from './errors.js';
import { type Grant, Grants, type TokenPair } from './grants.js';

/** `POST /oauth2/token`: the authorization code and refresh token grants ("OAuth setup, Tokens"). */
export function tokenEndpoint(parts: Parts): RequestHandler[] {
  const codes = new Codes(parts);
  const grants = new Grants(parts);

  function noteStart(_req: Request, res: Response, next: NextFunction): void {
    res.locals['startedAt'] = parts.clock();
    next();
  }

  function keepLedger(req: Request, res: Response, next: NextFunction): void {
    const form = readForm(req);
    const credential = form?.get('refresh_token') ?? form?.get('code') ?? null;
    const send = parts.ledger.openSend({
      grantType: form?.get('grant_type') ?? 'none',
      lineage: lineageOf(form),
      sent: credential && fingerprint(credential).slice(0, 12),
      startedAt: res.locals['startedAt'] as number,
    });
    res.locals['send'] = send;
    res.once('close', () => {
      parts.ledger.closeSend(send, describeOutcome(res));
    });
    next();
  }

  function lineageOf(form: URLSearchParams | null): string | null {
    const refreshToken = form?.get('refresh_token');
    if (refreshToken) return grants.look('refresh', refreshToken)?.grant.id ?? null;
    return codes.find(form?.get('code') ?? '')?.grantId ?? null;
  }

  function occasion(req: Request): Occasion {
    const form = readForm(req);
    const owner = grants.look('refresh', form?.get('refresh_token') ?? '')?.grant;
    const developerId = owner?.developerId ?? codes.find(form?.get('code') ?? '')?.developerId;
    return { endpoint: 'token', domain: null, grantType: form?.get('grant_type') ?? undefined, developerId };
  }

  function handle(req: Request, fault: FaultAction | null): Answer {
    const form = singleFields(readForm(req));
    const client = authenticateClient(parts.store, req.headers.authorization, form);
    const answer = grantTokens(client, form, fault);
    (req.res?.locals['send'] as TokenSend).issued = true;
    return answer;
  }

  function grantTokens(client: OAuthClient, form: Map<string, string>, fault: FaultAction | null): Answer {
    switch (form.get('grant_type')) {
      case undefined:
        throw new TokenError('invalid_request', 'grant_type is missing');
      case 'authorization_code':
        return exchangeCode(client, form);
      case 'refresh_token':
        return refresh(client, form, fault);
      default:
        throw new TokenError('unsupported_grant_type', 'Use authorization_code or refresh_token');
    }
  }

  function exchangeCode(client: OAuthClient, form: Map<string, string>): Answer {
    const sent = required(form, 'code');
    const verifier = form.get('code_verifier');
    const known = codes.find(sent);
    if (known?.used && parts.store.state.settings.replayRevokesGrant) revokeById(known.grantId);
    const { grant, pair } = grants.open(
      codes.redeem(sent, client.id, required(form, 'redirect_uri'), verifier),
    );
    return tokenAnswer(grant, pair);
  }

  function refresh(client: OAuthClient, form: Map<string, string>, fault: FaultAction | null): Answer {
    const found = grants.look('refresh', required(form, 'refresh_token'));
    if (!found) throw new TokenError('invalid_grant', 'Unknown refresh token');
    const { grant, state } = found;
    if (grant.clientId !== client.id) throw new TokenError('invalid_grant', 'Token of another client');
    if (state !== 'live') {
      parts.ledger.recordDeadUse({ lineage: grant.id, token: 'refresh', reason: state, endpoint: 'token' });
      if (state === 'rotated' && parts.store.state.settings.replayRevokesGrant) grants.revoke(grant);
      throw new TokenError('invalid_grant', `Refresh token is no longer valid (${state})`);
    }
    if (fault?.kind === 'drop_scopes') {
      grant.scopes = grant.scopes.filter((scope) => !fault.scopes.includes(scope));
    }
    return tokenAnswer(grant, grants.rotate(grant, fault?.kind === 'keep_refresh_token'));
  }

  function tokenAnswer(grant: Grant, pair: TokenPair): Answer {
    const { settings } = parts.store.state;
    const body = {
      access_token: pair.accessToken,
      token_type: 'Bearer',
      expires_in: settings.accessTokenSeconds,
      ...(pair.refreshToken !== null && { refresh_token: pair.refreshToken }),
      ...(settings.tokenAnswersNameScope && { scope: grant.scopes.join(' ') }),
    };
    return json(200, body, noStore);
  }

  function revokeById(grantId: string): void {
    const grant = parts.store.state.grants.find(({ id }) => id === grantId);
    if (grant) grants.revoke(grant);
  }

  return [noteStart, formBody, keepLedger, exchange(parts, { occasion, handle, refuse: tokenErrorAnswer })];
}

/** A repeated parameter makes a request malformed (RFC 6749, 3.2). */
function singleFields(form: URLSearchParams | null): Map<string, string> {
  if (!form) throw new TokenError('invalid_request', 'Send application/x-www-form-urlencoded');
  const fields = new Map(form);
  if (fields.size < form.size) throw new TokenError('invalid_request', 'A parameter is repeated');
  return fields;
}

function required(form: ReadonlyMap<string, string>, name: string): string {
  const value = form.get(name);
  if (!value) throw new TokenError('invalid_request', `${name} is missing`);
  return value;
}

function describeOutcome(res: Response): string {
  const outcome = outcomeOf(res);
  if (!outcome) return 'client_left';
  if ('dropped' in outcome) return `dropped_${outcome.dropped}`;
  const { status, body } = outcome.answer;
  if (status === 200 && typeof body === 'object') return 'answered';
  if (typeof body === 'object' && body && 'error' in body) return String(body.error);
  return `status_${status}`;
}
