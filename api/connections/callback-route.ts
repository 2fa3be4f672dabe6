import type { Request } from 'express';
import { z } from 'zod';

import type { connections } from '../../prisma/generated/client.js';
import { identify } from '../auth/identify.js';
import { sameBytes, sha256 } from '../auth/secrets.js';
import { cookieOf } from '../auth/session-cookie.js';
import type { ApiDeps } from '../deps.js';
import { escapeHtml, htmlPage } from '../http/html.js';
import { Problem } from '../http/problem.js';
import { problemKind, PROBLEMS, type ProblemSlug } from '../http/problems.js';
import { type Answer, defineRoute } from '../http/route.js';
import { problemOf } from '../http/thrown.js';
import { type Consent, finishConsent } from './finish-consent.js';
import { attemptCookie, attemptCookieName } from './oauth.js';

/** A parameter sent twice is as good as none. RevenueCat may add parameters: unknown ones are let pass. */
const parameter = z.union([z.string(), z.array(z.string())]).optional();
const callbackQuery = z.looseObject({ state: parameter, code: parameter, error: parameter });

/**
 * Where RevenueCat sends the browser back to. Answers people, not programs: with the settings page, or with a page that
 * says what to do. Neither the code nor the state is ever logged or shown.
 */
export const callbackRoute = defineRoute({
  method: 'get',
  path: '/api/oauth/revenuecat/callback',
  access: 'public',
  summary: 'Where RevenueCat sends the browser after the consent',
  description: 'Needs the session and the attempt cookie of the browser that started the attempt.',
  query: callbackQuery,
  answers: {
    303: { description: 'To the settings page, with `connection` and, if refused, `problem`.', schema: null },
    400: {
      description: 'Not an approval of this browser; nothing was used up.',
      schema: null,
      also: ['text/html'],
    },
    503: {
      description: 'A service is away; loading the page again goes on.',
      schema: null,
      also: ['text/html'],
    },
  },
  handler: async ({ query, deps, request }) => {
    try {
      const row = await ownAttempt(deps, request, single(query.state));
      if (row === null) return page('approval-not-known', '/?all=true');
      const cookie = cookieOf(request, attemptCookieName(deps.config, row.id)) ?? '';
      if (!sameBytes(sha256(cookie), row.cookie_hash)) return settings(row, 'other-browser');
      const consent = consentOf(single(query.code), single(query.error));
      if (consent === null) return settings(row, 'consent-refused');
      const refusal = await finishConsent(deps, row, consent);
      if (refusal !== null) return settings(row, refusal);
      const done = settings(row, consent.kind === 'refused' ? consent.problem : null);
      return {
        ...done,
        headers: { ...done.headers, 'Set-Cookie': attemptCookie(deps.config, row.id, '', 0) },
      };
    } catch (error) {
      const problem = problemOf(error);
      if (problem === null || problemKind(problem.slug).status !== 503) throw error;
      deps.log.warn({ err: error, problem: problem.slug }, 'consent.not_finished');
      return tryAgainPage();
    }
  },
});

/** The attempt this state belongs to, if this very session started it. */
async function ownAttempt(
  deps: ApiDeps,
  request: Request,
  state: string | null,
): Promise<connections | null> {
  if (state === null) return null;
  const row = await deps.database.prisma.connections.findUnique({ where: { state_hash: sha256(state) } });
  if (row === null) return null;
  const caller = await identify(request, deps).catch((error: unknown) => {
    if (error instanceof Problem) return null;
    throw error;
  });
  return sameBytes(caller?.sessionHash, row.session_hash) ? row : null;
}

/** What RevenueCat says: a code, or why there is none (RFC 6749, section 4.1.2.1). */
function consentOf(code: string | null, error: string | null): Consent | null {
  if (error === null) return code === null ? null : { kind: 'approved', code };
  if (error === 'access_denied') return { kind: 'refused', problem: 'access-denied', detail: '' };
  const named = /^[a-z_]{1,40}$/.test(error)
    ? `RevenueCat answered "${error}".`
    : 'RevenueCat answered with an error.';
  const problem = error === 'unauthorized_client' ? 'client-misconfigured' : 'consent-refused';
  return { kind: 'refused', problem, detail: named };
}

function single(value: string | string[] | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function settings(
  row: connections,
  problem: ProblemSlug | null,
): { status: 303; headers: Record<string, string> } {
  const query = new URLSearchParams({ connection: row.id, ...(problem === null ? {} : { problem }) });
  return { status: 303, headers: { Location: `/projects/${row.project_id}/settings?${query.toString()}` } };
}

function page(slug: ProblemSlug, back: string): Answer {
  const { status, title, explanation } = PROBLEMS[slug];
  const body = `<p>${escapeHtml(explanation)}</p>\n<p><a href="${escapeHtml(back)}">Open your projects</a></p>`;
  return { status, text: htmlPage(title, body), contentType: 'text/html; charset=utf-8' };
}

/** The state is not used up: the same address works once the service is back. */
function tryAgainPage(): Answer {
  return {
    status: 503,
    text: htmlPage(
      'We cannot finish this right now',
      '<p>A part of our service does not answer. Your approval is not lost: load this page again in a few seconds.</p>',
    ),
    contentType: 'text/html; charset=utf-8',
    headers: { 'Retry-After': '5' },
  };
}
