import type { Request, RequestHandler } from 'express';

import type { Answer } from '../http/answer.js';
import { exchange } from '../http/exchange.js';
import { formBody, readForm } from '../http/form.js';
import type { Parts } from '../parts.js';
import {
  type AuthorizationRequest,
  readAuthorizationRequest,
  RefusedRequest,
  UntrustedRequest,
} from './authorization-request.js';
import { Codes } from './codes.js';
import { consentPage, refusalPage } from './consent-page.js';

/**
 * `GET /oauth2/authorize` shows the consent page, `POST` takes the decision. The form repeats the request's own
 * parameters and adds:
 * - `decision`: `approve` or `deny`
 * - `developer_id`: who is signed in
 * - `granted_scope` (repeated): what is granted, read only if `choose_scopes` is sent; otherwise all that was asked for
 */
export function authorizeEndpoints(parts: Parts): { show: RequestHandler[]; decide: RequestHandler[] } {
  const codes = new Codes(parts);
  const occasion = () => ({ endpoint: 'authorize' as const, domain: null });

  function show(req: Request): Answer {
    const params = new URL(req.originalUrl, 'http://localhost').searchParams;
    const request = readAuthorizationRequest(parts.store, params);
    return page(200, consentPage(request, params, parts.store.state));
  }

  function decide(req: Request): Answer {
    const form = readForm(req) ?? new URLSearchParams();
    const request = readAuthorizationRequest(parts.store, form);
    const { redirectUri, state } = request;
    const decision = form.get('decision');
    if (decision === 'approve') return redirect(redirectUri, { code: issueCode(request, form), state });
    if (decision === 'deny') {
      throw new RefusedRequest('access_denied', 'The developer denied access', redirectUri, state);
    }
    throw new UntrustedRequest('Field "decision" must be "approve" or "deny".');
  }

  function issueCode(request: AuthorizationRequest, form: URLSearchParams): string {
    const { client, redirectUri, codeChallenge } = request;
    const developer = parts.store.state.developers.find(({ id }) => id === form.get('developer_id'));
    if (!developer) throw new UntrustedRequest('Field "developer_id" names nobody.');
    const chosen = form.getAll('granted_scope');
    const scopes = form.has('choose_scopes')
      ? request.scopes.filter((scope) => chosen.includes(scope))
      : request.scopes;
    return codes.issue({
      clientId: client.id,
      developerId: developer.id,
      redirectUri,
      scopes,
      codeChallenge,
    });
  }

  return {
    show: [exchange(parts, { occasion, handle: show, refuse })],
    decide: [formBody, exchange(parts, { occasion, handle: decide, refuse })],
  };
}

function refuse(error: unknown): Answer {
  if (error instanceof RefusedRequest) {
    const { code, message, redirectUri, state } = error;
    return redirect(redirectUri, { error: code, error_description: message, state });
  }
  if (error instanceof UntrustedRequest) return page(400, refusalPage(error.message));
  throw error;
}

function redirect(target: string, params: Record<string, string | undefined>): Answer {
  const url = new URL(target);
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return { status: 303, headers: { Location: url.href, 'Cache-Control': 'no-store' } };
}

function page(status: number, body: string): Answer {
  return {
    status,
    body,
    contentType: 'html',
    headers: {
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      'Referrer-Policy': 'no-referrer',
    },
  };
}
