import type { Connection } from '../api/types.js';

/** How an attempt to connect ended badly, and the one thing to do about it. */
export interface AttemptOutcome {
  readonly tone: 'worse' | 'warning';
  readonly text: string;
  readonly action: 'try_again' | 'enter_key' | 'show' | null;
}

const AGAIN = { tone: 'worse', action: 'try_again' } as const;

/** Sentences by slug, `{name}` being the RevenueCat project; where the API knows more about this very attempt, its detail is put behind. */
const OUTCOMES: Readonly<Record<string, AttemptOutcome>> = {
  'access-denied': { ...AGAIN, text: 'You declined access at RevenueCat. Nothing was stored.' },
  'consent-refused': { ...AGAIN, text: 'RevenueCat ended the approval with an error. Nothing was stored.' },
  'consent-expired': { ...AGAIN, text: 'The attempt ran out after 10 minutes. Nothing was stored.' },
  'attempt-expired': { ...AGAIN, text: 'The attempt ran out after 30 minutes. Nothing was stored.' },
  'attempt-unknown': {
    tone: 'warning',
    text: 'This attempt to connect is not known. What is connected stands below.',
    action: 'try_again',
  },
  'code-rejected': {
    ...AGAIN,
    text: 'RevenueCat did not accept its own approval any more. Nothing was stored.',
  },
  'exchange-interrupted': {
    ...AGAIN,
    text: 'The exchange with RevenueCat was interrupted and cannot be repeated. Nothing was stored.',
  },
  'approval-already-used': { ...AGAIN, text: 'This approval was already used.' },
  'other-browser': { ...AGAIN, text: 'This approval was started in another browser. Nothing was stored.' },
  'insufficient-scope': {
    ...AGAIN,
    text: 'RevenueCat did not grant a permission that the numbers need. Approve every permission on the list.',
  },
  'no-revenuecat-projects': {
    ...AGAIN,
    text: 'This RevenueCat sign-in has no projects. Create one there, or approve with a sign-in that has one. Nothing was stored.',
  },
  'different-revenuecat-project': {
    ...AGAIN,
    text: 'That sign-in cannot open {name}. Approve as somebody who can. The present connection is unchanged.',
  },
  'already-connected': {
    tone: 'warning',
    text: '{name} is already connected to this project.',
    action: 'show',
  },
  'disconnect-in-progress': {
    tone: 'warning',
    text: '{name} is still being disconnected. Connect it again when that has finished.',
    action: 'show',
  },
  'api-key-rejected': {
    tone: 'worse',
    text: 'RevenueCat does not accept this API key. Check that it was copied whole, is a v2 secret key and still exists.',
    action: 'enter_key',
  },
  'api-key-v1': {
    tone: 'worse',
    text: 'This is a v1 key. Make a v2 secret key in RevenueCat. Nothing was stored.',
    action: 'enter_key',
  },
  'client-misconfigured': {
    tone: 'worse',
    text: 'RevenueCat does not accept this server’s own credentials. The operator must fix that; an API key works meanwhile.',
    action: 'enter_key',
  },
  'provider-unavailable': { ...AGAIN, text: 'RevenueCat does not answer at present. Nothing was stored.' },
  cancelled: { tone: 'warning', text: 'You cancelled the attempt. Nothing was stored.', action: 'try_again' },
};

/**
 * What to say about an attempt that ended with this problem.
 * @param name of the RevenueCat project it was about, where that is known
 */
export function attemptOutcome(
  slug: string,
  problem: Connection['problem'] = null,
  name: string | null = null,
): AttemptOutcome {
  const known = named(OUTCOMES[slug], name);
  const detail = problem?.detail ?? null;
  // The detail names what the sentence leaves open, such as the missing permission or the RevenueCat project.
  if (known !== undefined) return detail === null ? known : { ...known, text: `${known.text} ${detail}` };
  return { ...AGAIN, text: detail ?? problem?.title ?? 'The attempt failed. Nothing was stored.' };
}

function named(outcome: AttemptOutcome | undefined, name: string | null): AttemptOutcome | undefined {
  if (outcome === undefined) return undefined;
  const text = outcome.text.replace('{name}', name ?? 'this RevenueCat project');
  return { ...outcome, text: name === null ? text.charAt(0).toUpperCase() + text.slice(1) : text };
}
