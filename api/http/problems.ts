/** One kind of problem: what stands behind a `type` of `/problems/<slug>`. */
export interface ProblemKind {
  readonly status: number;
  /** The same for every occurrence (RFC 9457, section 3.1.3). */
  readonly title: string;
  /** What it means and what to do, for the page that the type links to. */
  readonly explanation: string;
}

/** Every problem the api answers. Slugs are part of the contract: clients branch on them, so they are never renamed. */
export const PROBLEMS = {
  // ── The request ───────────────────────────────────────────────────────────────────────────────────────────────────
  'malformed-request': {
    status: 400,
    title: 'The request could not be read',
    explanation:
      'The address or a header of the request is malformed. Correct it and send the request again.',
  },
  'malformed-json': {
    status: 400,
    title: 'The body is not valid JSON',
    explanation: 'The body could not be parsed. Send a JSON object, encoded as UTF-8.',
  },
  'invalid-request': {
    status: 422,
    title: 'Something in the request is not as it must be',
    explanation:
      'The list `errors` names each field and what is wrong with it. Unknown body fields and query parameters are refused, so that a misspelled one is never silently ignored. Nothing was changed.',
  },
  'invalid-cursor': {
    status: 422,
    title: 'The cursor does not belong to this list',
    explanation:
      'A cursor continues the very list it came from: same project, same filters. Start again without a cursor.',
  },
  'payload-too-large': {
    status: 413,
    title: 'The body is too large',
    explanation: 'Bodies may have at most 100 kB; webhook deliveries at most 1 MiB.',
  },
  'request-timeout': {
    status: 408,
    title: 'The body did not come in time',
    explanation: 'A webhook delivery has 20 seconds to send its body. Send it again, in one go.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body must be JSON',
    explanation: 'Send the body as `Content-Type: application/json`, not compressed.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here',
    explanation: 'It does not exist, or it belongs to a project that your key cannot see.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This address does not take that method',
    explanation: 'The `Allow` header lists the methods that it takes.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    explanation: 'Wait for the seconds that `Retry-After` names, then go on.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'This Idempotency-Key was used for another request',
    explanation: 'A key repeats one request for 24 hours. Use a new key for a new request.',
  },
  'request-in-flight': {
    status: 409,
    title: 'The same request is still being worked on',
    explanation: 'A request with this Idempotency-Key has not been answered yet. Repeat it in a few seconds.',
  },
  // ── Who asks ──────────────────────────────────────────────────────────────────────────────────────────────────────
  unauthenticated: {
    status: 401,
    title: 'Sign in, or send an API key',
    explanation:
      'Send `Authorization: Bearer <API key>`, or sign in with a browser. A revoked key and an ended session are answered like this, too.',
  },
  'insufficient-access': {
    status: 403,
    title: 'Your key may not do this',
    explanation:
      'Reading needs a `read` key of the project, changing a `write` key; some lists need an admin key.',
  },
  'browser-session-required': {
    status: 403,
    title: 'This needs a signed-in browser',
    explanation:
      'Consent at RevenueCat starts and ends in the browser of the person who gives it, so an API key alone cannot start it. Sign in, or connect with a RevenueCat API key.',
  },
  'csrf-check-failed': {
    status: 403,
    title: 'The request did not come from our own pages',
    explanation:
      'A signed-in browser changes things only from our own origin (`Sec-Fetch-Site: same-origin`) or with the `X-CSRF-Token` that `GET /api/session` answers. Reload the page.',
  },
  // ── The Revenue layer and its accounts ────────────────────────────────────────────────────────────────────────────
  'revenue-layer-not-installed': {
    status: 404,
    title: 'Revenue is not installed on this project',
    explanation: 'Install it first: `PUT /api/projects/{projectId}/revenue-layer`.',
  },
  'webhook-token-lost': {
    status: 409,
    title: 'The webhook token cannot be shown',
    explanation:
      'Our store of secrets no longer holds the token in force. `PUT /api/projects/{projectId}/revenue-layer` makes a new one; the old one goes on working for a day.',
  },
  'sync-not-possible': {
    status: 409,
    title: 'There can be no sync now',
    explanation: '`cause` says why, and `not_before` from when on there can be one, where that is known.',
  },
  'account-disconnected': {
    status: 409,
    title: 'The account is disconnected',
    explanation: 'Its history stays readable. Connect the RevenueCat project again to go on.',
  },
  'account-not-running': {
    status: 503,
    title: 'The account is being restored',
    explanation:
      'The workflow of this account is not running. A regular check restarts it within a few minutes; nothing was changed.',
  },
  'permission-missing': {
    status: 409,
    title: 'RevenueCat has not granted the permission for this',
    explanation: 'Reconnect the account and approve the additional permission at RevenueCat.',
  },
  'event-already-assigned': {
    status: 409,
    title: 'The event already belongs to an account',
    explanation: 'Only unrouted events can be assigned, and only once.',
  },
  // ── Attempts to connect ───────────────────────────────────────────────────────────────────────────────────────────
  'oauth-not-set-up': {
    status: 409,
    title: 'Connecting by consent is not set up here',
    explanation:
      'This server has no OAuth client of RevenueCat (`REVENUECAT_CLIENT_ID`). Connecting with a v2 secret API key works without one.',
  },
  'approval-not-known': {
    status: 400,
    title: 'This approval was already used, or was started in another browser',
    explanation: 'Nothing was stored. Start again from the settings page, in the browser you approve with.',
  },
  'approval-already-used': {
    status: 409,
    title: 'This approval was already used',
    explanation: 'Each approval counts once. Connect again if no account came of it.',
  },
  'other-browser': {
    status: 409,
    title: 'The approval was started in another browser',
    explanation:
      'Whoever starts an attempt must finish it in the same browser. Nothing was stored; try again.',
  },
  'access-denied': {
    status: 422,
    title: 'You declined access at RevenueCat',
    explanation: 'Nothing was stored. Try again and approve, if that was not on purpose.',
  },
  'consent-refused': {
    status: 422,
    title: 'RevenueCat did not give its consent',
    explanation: 'RevenueCat ended the approval with an error. Nothing was stored. Try again.',
  },
  'consent-expired': {
    status: 422,
    title: 'The approval came too late',
    explanation:
      'An attempt waits ten minutes for the approval at RevenueCat. Nothing was stored. Try again.',
  },
  'attempt-expired': {
    status: 422,
    title: 'The attempt ran out of time',
    explanation: 'An attempt to connect lives 30 minutes. What it had obtained is deleted. Try again.',
  },
  'code-rejected': {
    status: 422,
    title: 'RevenueCat did not accept the approval',
    explanation: 'RevenueCat refused the code it had sent, most often because it was too old. Try again.',
  },
  'exchange-interrupted': {
    status: 422,
    title: 'The exchange with RevenueCat was interrupted',
    explanation:
      'It is unknown whether RevenueCat took the one-time code, so it cannot be sent again. Nothing was stored. Try again.',
  },
  'api-key-rejected': {
    status: 422,
    title: 'RevenueCat does not accept this API key',
    explanation:
      'Check that the key was copied whole, is a v2 secret key (`sk_…`) and has not been deleted in RevenueCat. Neither v1 keys nor the public keys of apps are accepted. Nothing was stored.',
  },
  'api-key-v1': {
    status: 422,
    title: 'This is a v1 key',
    explanation:
      'Make a v2 secret key in RevenueCat (project settings, API keys) with read access to project configuration (projects, apps, products) and charts metrics (overview, charts). Nothing was stored.',
  },
  'insufficient-scope': {
    status: 422,
    title: 'A permission that the numbers need is missing',
    explanation:
      'Approve every permission on the list, or give the key the named permissions. Nothing was stored.',
  },
  'no-revenuecat-projects': {
    status: 422,
    title: 'This RevenueCat sign-in has no projects',
    explanation: 'Create one at RevenueCat, or approve with a sign-in that has one. Nothing was stored.',
  },
  'different-revenuecat-project': {
    status: 422,
    title: 'That access cannot open this RevenueCat project',
    explanation: 'Reconnect as somebody who can. The present connection is unchanged.',
  },
  'already-connected': {
    status: 409,
    title: 'This RevenueCat project is already connected',
    explanation: 'Each RevenueCat project is connected once per project. The new access was deleted again.',
  },
  'disconnect-in-progress': {
    status: 409,
    title: 'The account is still being disconnected',
    explanation:
      'Wait until that has finished, then connect again. A disconnect also ends an attempt to reconnect that was under way.',
  },
  'not-in-list': {
    status: 422,
    title: 'That RevenueCat project is not in the list',
    explanation: 'Choose one of the RevenueCat projects that the attempt lists.',
  },
  'connection-not-waiting': {
    status: 409,
    title: 'The attempt does not wait for a choice',
    explanation: 'It has not come that far, or it has ended. Read its status.',
  },
  'client-misconfigured': {
    status: 503,
    title: "RevenueCat does not accept this server's own credentials",
    explanation: 'The operator must correct the OAuth client. Trying again will not help before that.',
  },
  'provider-unavailable': {
    status: 503,
    title: 'RevenueCat does not answer',
    explanation: 'RevenueCat is not reachable or answers with errors. Try again later.',
  },
  // ── Webhooks ──────────────────────────────────────────────────────────────────────────────────────────────────────
  'webhook-token-rejected': {
    status: 401,
    title: 'The webhook token is not good',
    explanation:
      'RevenueCat sends the Authorization header exactly as it was entered there. Copy it again from the settings page; after a rotation the old one ends.',
  },
  'webhook-signature-rejected': {
    status: 401,
    title: 'The delivery is not signed as it must be',
    explanation:
      'This account takes only deliveries signed with its signing secret, not older than five minutes. Enter the secret that RevenueCat showed last, or switch signing off on both sides.',
  },
  'webhook-not-accepted': {
    status: 404,
    title: 'Nobody takes this delivery',
    explanation:
      'No connected account of this project is meant. Connect the RevenueCat project, or correct the address in RevenueCat.',
  },
  'event-not-storable': {
    status: 409,
    title: 'The delivery still is no event that can be stored',
    explanation: '`reason` says why. It stays in quarantine until its 30 days are over.',
  },
  // ── Our side ──────────────────────────────────────────────────────────────────────────────────────────────────────
  'internal-error': {
    status: 500,
    title: 'Something went wrong on our side',
    explanation:
      'The error is in our log under the `request_id` of the answer. Name it when you ask about it.',
  },
  'database-unavailable': {
    status: 503,
    title: 'Our database does not answer',
    explanation: 'Nothing was changed. Repeat the request after the seconds that `Retry-After` names.',
  },
  'schema-outdated': {
    status: 503,
    title: 'The database has not been migrated to this version',
    explanation:
      'The operator must run the setup of this version; until then this process takes no requests.',
  },
  'vault-unavailable': {
    status: 503,
    title: 'Our store of secrets does not answer',
    explanation: 'Repeat the request after the seconds that `Retry-After` names.',
  },
  'temporal-unavailable': {
    status: 503,
    title: 'Our workflow service does not answer',
    explanation: 'Nothing was changed. Repeat the request after the seconds that `Retry-After` names.',
  },
  'worker-unavailable': {
    status: 503,
    title: 'Nobody has taken the request up yet',
    explanation:
      'The request was handed over, but no worker answered in time. It may still be carried out; repeating it is safe.',
  },
  overloaded: {
    status: 503,
    title: 'Too much at once',
    explanation: 'Repeat the request after the seconds that `Retry-After` names.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemSlug = keyof typeof PROBLEMS;

/** @throws when no such kind is in the catalogue: a mistake in our code, found by any test that meets it. */
export function problemKind(slug: string): ProblemKind {
  const kind = (PROBLEMS as Readonly<Record<string, ProblemKind>>)[slug];
  if (kind === undefined) throw new Error(`No problem named ${JSON.stringify(slug)} in the catalogue.`);
  return kind;
}

export function isProblemSlug(slug: string): slug is ProblemSlug {
  return Object.hasOwn(PROBLEMS, slug);
}
