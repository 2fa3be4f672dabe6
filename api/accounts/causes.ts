import { type HealthCause, MISSING } from '../../workflows/account/state.js';
import type { SiblingConsent } from './sibling-consent.js';

/** The one thing the owner can do; null where others act and waiting is all. */
export const ACTIONS = [
  'reconnect',
  'enter_api_key',
  'reconnect_with_permissions',
  'contact_operator',
] as const;
export type Action = (typeof ACTIONS)[number];

/** What a cause's sentence may name. */
export interface CauseFacts {
  /** Name of the RevenueCat project. */
  readonly name: string;
  /** ISO 8601. */
  readonly since: string;
  /** What the workflow noted down, such as the scopes that are missing, divided by spaces. */
  readonly detail: string | null;
  /** The approval that may have ended this account's own. */
  readonly sibling: SiblingConsent | null;
}

interface CauseText {
  readonly action: Action | null;
  readonly message: (facts: CauseFacts) => string;
}

/** One cause, one sentence, one action: for the owner's page and for whoever reads the API. */
const CAUSES: Readonly<Record<HealthCause, CauseText>> = {
  token_revoked: {
    action: 'reconnect',
    message: ({ name, sibling }) =>
      sibling === null ? `RevenueCat has withdrawn our access to ${name}.` : endedBy(sibling, name),
  },
  token_lost: {
    action: 'reconnect',
    message: ({ name, detail }) =>
      `Our access to ${name} was lost ${detail === MISSING ? 'where we keep it' : 'in an interrupted renewal'}. The fault is ours, but only a new approval restores it.`,
  },
  token_expired: {
    action: 'reconnect',
    message: ({ name }) => `Our access to ${name} ran out because it could not be renewed in time.`,
  },
  api_key_rejected: {
    action: 'enter_api_key',
    message: ({ name, detail }) =>
      detail === MISSING
        ? `The API key of ${name} was lost where we keep it. The fault is ours, but only entering it again restores access.`
        : `RevenueCat no longer accepts the API key of ${name}; it was probably deleted or replaced.`,
  },
  insufficient_scope: {
    action: 'reconnect_with_permissions',
    message: ({ name, detail }) =>
      `Our access to ${name} lacks ${listed(detail) ?? 'a permission'}; without it no numbers can be read.`,
  },
  project_access_lost: {
    action: 'reconnect',
    message: ({ name }) =>
      `RevenueCat no longer shows us ${name}: it was deleted, or whoever connected it lost access. We look again every hour.`,
  },
  client_misconfigured: {
    action: 'contact_operator',
    message: () =>
      "RevenueCat does not accept this server's own credentials. The operator must correct that; reconnecting will not help. We look again every hour.",
  },
  provider_unavailable: {
    action: null,
    message: ({ since }) =>
      `RevenueCat has not answered since ${since}. We keep trying; there is nothing for you to do.`,
  },
  unexpected_response: {
    action: null,
    message: ({ since }) =>
      `Since ${since} RevenueCat answers in a form we cannot read. We keep trying and must correct it ourselves; there is nothing for you to do.`,
  },
};

/** The sentence and the action of a cause; both null while healthy, and for a cause that this version does not know. */
export function explainCause(
  cause: string | null,
  facts: CauseFacts,
): { message: string | null; action: Action | null } {
  const text = cause === null ? undefined : (CAUSES as Readonly<Record<string, CauseText>>)[cause];
  return text === undefined
    ? { message: null, action: null }
    : { message: text.message(facts), action: text.action };
}

function listed(detail: string | null): string | null {
  const words = (detail ?? '').split(/\s+/).filter((word) => word !== '');
  return words.length === 0 ? null : words.join(', ');
}

/** `docs/troubleshooting.md` says more about it. */
function endedBy({ minutes, connected }: SiblingConsent, name: string): string {
  const age = minutes === 0 ? 'less than a minute' : minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const event =
    connected === null ? 'an attempt to connect was approved at RevenueCat' : `${connected} was connected`;
  return `Our access to ${name} ended ${age} after ${event}; RevenueCat seems to allow one approval per person. Connect all but one with an API key: another approval may end the one before it again.`;
}
