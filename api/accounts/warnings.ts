import { z } from 'zod';

import type { revenuecat_accounts } from '../../prisma/generated/client.js';
import { REFRESH_TOKEN_LIFE } from '../../revenuecat/oauth.js';
import { HELPFUL_SCOPES, WEBHOOK_SCOPE } from '../../revenuecat/scopes.js';
import { HEALTH_CAUSES, isDead } from '../../workflows/account/state.js';
import { gapOf, reconciledDays, silenceOf } from './reconciliation.js';
import type { RunView } from './schema.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Numbers are refreshed every hour: after two, one refresh was missed. */
const NUMBERS_OLD = 2 * HOUR;
const WEBHOOK_SILENT = 3 * DAY;
/** Access is renewed daily at least and lives about a month. */
const ACCESS_AGEING = 7 * DAY;

const DEAD: readonly (string | null)[] = HEALTH_CAUSES.filter(isDead);

export interface Warning {
  readonly kind: string;
  /** ISO 8601. */
  readonly since: string | null;
  readonly message: string;
}

/** What the workflow knows and writes down; the rest is seen from the row and the clock. */
const warningsColumn = z.array(
  z.object({ kind: z.string(), since: z.iso.datetime().nullable(), detail: z.string().nullish() }),
);

/** Sentences for what the workflow writes down; a kind that this version does not know is left out. */
const NOTED: Readonly<Record<string, (since: string | null, detail: string) => string>> = {
  our_trouble: (since) =>
    `We have a problem on our side${since === null ? '' : ` since ${since}`}. Numbers may lag; access and history are safe, and there is nothing for you to do.`,
  webhook_not_registered: () =>
    'RevenueCat does not let us register the webhook. Paste URL and token in RevenueCat, or register it again.',
  webhook_drifted: (since, detail) => {
    const [what = '', restored] = detail.split('_');
    const then = restored === undefined ? 'and could not be put right' : 'and we have put it right';
    return `Our webhook at RevenueCat was ${what} there ${then}${since === null ? '' : ` (noticed at ${since})`}. Events may be missing from the time before.`;
  },
};

/** Milliseconds: the time, and the `SYNC_INTERVAL` that is wanted. */
export interface Around {
  readonly now: number;
  readonly interval: number;
}

type Look = (
  row: revenuecat_accounts,
  lastSync: RunView | null,
  around: Around,
) => Omit<Warning, 'kind'> | null;

const LOOKS: Readonly<Record<string, Look>> = {
  numbers_old: ({ last_published_at: at, paused_at, sync_interval_seconds: seconds }, _lastSync, { now }) =>
    at === null || paused_at !== null || now - at.getTime() < Math.max(NUMBERS_OLD, (seconds ?? 0) * 2_000)
      ? null
      : { since: at.toISOString(), message: `Numbers are from ${at.toISOString()}.` },
  interval_stretched: ({ sync_interval_seconds: seconds, status }, _lastSync, { interval }) =>
    status !== 'connected' || seconds === null || seconds * 1_000 <= interval
      ? null
      : {
          since: null,
          message: `Numbers are refreshed every ${Math.round(seconds / 60)} min: RevenueCat's limit is shared by all accounts of this login.`,
        },
  metrics_missing: (_row, lastSync) => {
    const missing = (lastSync?.metrics ?? []).filter(({ status }) => status !== 'ok');
    if (lastSync === null || missing.length === 0 || lastSync.status === 'failed') return null;
    const names = missing.map(({ metric }) => metric).join(', ');
    return {
      since: lastSync.finished_at,
      message: `RevenueCat did not give: ${names}. The others are current.`,
    };
  },
  webhook_gap: ({ reconciliation }) => {
    const days = reconciledDays.safeParse(reconciliation).data ?? [];
    const gap = gapOf(days);
    return gap === null ? null : { since: null, message: gap };
  },
  webhook_unverified: ({ webhook_verified_at: verified, webhook_integration_id: registered }) => {
    if (verified !== null) return null;
    const hint =
      registered === null
        ? 'Paste URL and token in RevenueCat and send a test event there.'
        : 'Our webhook is registered at RevenueCat; the first purchase or a test event shows that it works.';
    return { since: null, message: `No event received yet. ${hint}` };
  },
  webhook_silent: (row, _lastSync, { now }) => {
    const { webhook_verified_at: verified, webhook_last_event_at: last } = row;
    if (verified === null || last === null || now - last.getTime() < WEBHOOK_SILENT) return null;
    const message = silenceOf(reconciledDays.safeParse(row.reconciliation).data ?? [], last);
    return message === null ? null : { since: last.toISOString(), message };
  },
  access_ageing: ({ credential_kind: kind, refreshed_at: at, health_cause: cause }, _lastSync, { now }) =>
    // A dead grant is not renewed any more: its cause says what to do.
    kind !== 'oauth' || at === null || now - at.getTime() < ACCESS_AGEING || DEAD.includes(cause)
      ? null
      : {
          since: at.toISOString(),
          message: `Access must be renewed by about ${new Date(at.getTime() + REFRESH_TOKEN_LIFE).toISOString().slice(0, 10)}. We try daily; if this stays, reconnect.`,
        },
  permission_missing: ({ credential_kind: kind, scopes, manage_webhook }) => {
    const wanted = [...HELPFUL_SCOPES, ...(manage_webhook ? [WEBHOOK_SCOPE] : [])];
    const missing = kind === 'oauth' ? wanted.filter((scope) => !covers(scopes, scope)) : [];
    return missing.length === 0
      ? null
      : { since: null, message: `Without ${missing.join(', ')}, ${degraded(missing)}.` };
  },
};

/** Things to know that are not health; none about an account that is disconnected or about to be. */
export function warningsOf(row: revenuecat_accounts, lastSync: RunView | null, around: Around): Warning[] {
  if (row.status !== 'connected' && row.status !== 'paused') return [];
  const noted = (warningsColumn.safeParse(row.warnings).data ?? []).flatMap(({ kind, since, detail }) => {
    const message = NOTED[kind]?.(since, detail ?? '');
    return message === undefined ? [] : [{ kind, since, message }];
  });
  const seen = Object.entries(LOOKS).flatMap(([kind, look]) => {
    const warning = look(row, lastSync, around);
    return warning === null ? [] : [{ kind, ...warning }];
  });
  return [...noted, ...seen];
}

function covers(granted: readonly string[], scope: string): boolean {
  return granted.includes(scope) || granted.includes(scope.replace(/:read$/, ':read_write'));
}

function degraded(missing: readonly string[]): string {
  const names = missing.some((scope) => scope !== WEBHOOK_SCOPE) ? ['products and apps show as ids'] : [];
  return [...names, ...(missing.includes(WEBHOOK_SCOPE) ? ['the webhook is pasted by hand'] : [])].join('; ');
}
