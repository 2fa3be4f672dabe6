import fc from 'fast-check';

import type { Act } from '../../workflows/account/acts.js';
import type { ActOf, Careful, Failed, Outcomes } from '../../workflows/account/outcomes.js';
import type { AccountState } from '../../workflows/account/state.js';
import { HOUR } from './states.js';

const OURS: Failed = { kind: 'failed', trouble: 'ours', type: 'VaultUnavailable' };
const PROVIDERS: Failed = { kind: 'failed', trouble: 'provider', type: 'ProviderTransient' };
const UNKNOWN: Failed = { kind: 'failed', trouble: 'unknown', type: 'TypeError' };
/** As histories had them at first, and as they are kept now. */
const FAILURES: readonly (Failed & Careful)[] = [
  OURS,
  PROVIDERS,
  UNKNOWN,
  { ...OURS, type: 'TimedOut' },
].flatMap((failure) => [failure, { ...failure, careful: true }]);
const DONE = { kind: 'done' } as const;
const STEPS = ['apps', 'chart:mrr', 'chart:revenue'];
const STATUSES = ['fetched', 'transient', 'unexpected', 'refused'] as const;

type Choices = { readonly [Type in Act['type']]: (choice: Choice<Type>) => readonly Outcomes[Type][] };
interface Choice<Type extends Act['type']> {
  readonly state: AccountState;
  readonly act: ActOf<Type>;
  readonly now: number;
}

/** All that an act can come to; the first is what it comes to on a good day. */
export const CHOICES: Choices = {
  retire: () => [DONE, ...FAILURES],
  refresh: ({ state: { credential }, act, now }) => {
    const version = act.version + 1;
    const renewed = { ...credential, version, obtainedAt: now, accessExpiresAt: now + HOUR };
    return [
      { kind: 'refreshed', credential: renewed, missingScopes: [] },
      { kind: 'refreshed', credential: renewed, missingScopes: ['charts_metrics:charts:read'] },
      { kind: 'dead', cause: 'token_revoked' },
      { kind: 'dead', cause: 'token_lost' },
      { kind: 'dead', cause: 'token_expired' },
      { kind: 'misconfigured' },
      { kind: 'later', wait: 60_000 },
      { kind: 'later', wait: 30_000, ours: true, careful: true },
      { kind: 'later', wait: 60_000, careful: true },
      { kind: 'missing' },
      { kind: 'failed', trouble: 'unknown', type: 'CredentialGone' },
      { kind: 'failed', trouble: 'unknown', type: 'ClientMissing' },
      ...FAILURES,
    ];
  },
  webhook: () => [
    { kind: 'done', integrationId: 'wh_1', tokenTag: 'tag', refused: false },
    { kind: 'done', integrationId: null, tokenTag: null, refused: true },
    ...(['removed', 'changed'] as const).map((drift) => ({
      ...{
        kind: 'done' as const,
        integrationId: 'wh_1',
        tokenTag: 'tag',
        settingsTag: 'tag',
        refused: false,
      },
      drift,
    })),
    ...FAILURES,
  ],
  'start-run': ({ act, now }) => [{ kind: 'started', runId: act.runId ?? `run_${now}`, careful: true }],
  begin: ({ state: { cadence } }) => [
    { kind: 'begun', from: '2026-11-01', asOf: '2026-11-22', currency: 'USD', steps: STEPS, cadence },
    ...FAILURES,
  ],
  step: ({ state: { credential } }) => [
    ...STATUSES.map((outcome) => ({
      kind: 'done' as const,
      status: { outcome, calls: 1, httpStatus: outcome === 'refused' ? 403 : null, detail: null },
    })),
    { kind: 'unauthorized', version: credential.version },
    { kind: 'wait', wait: 12_000 },
    { kind: 'missing' },
    ...FAILURES,
  ],
  finish: () => [
    { kind: 'ended', probe: null },
    { kind: 'ended', probe: 'listed' },
    { kind: 'ended', probe: 'not_listed' },
    { kind: 'ended', probe: 'forbidden' },
    OURS,
  ],
  probe: ({ state: { credential }, act, now }) =>
    act.of === 'credential'
      ? [
          {
            kind: 'stored',
            credential: {
              ...credential,
              version: credential.version + 1,
              accessExpiresAt: credential.kind === 'oauth' ? now + HOUR : null,
            },
          },
          { kind: 'stored', credential },
          { kind: 'stored', credential: null },
          ...FAILURES,
        ]
      : [
          { kind: 'listed', name: 'Acme' },
          { kind: 'not_listed' },
          { kind: 'forbidden' },
          { kind: 'unknown' },
          { kind: 'unauthorized', version: credential.version },
          { kind: 'wait', wait: 12_000 },
          { kind: 'missing' },
          ...FAILURES,
        ],
  'pass-slot': () => [DONE, ...FAILURES],
  'close-gate': () => [DONE],
  'drain-inbox': () => [DONE, OURS],
  'remove-webhook': () => [
    { kind: 'done', outcome: 'removed' },
    { kind: 'done', outcome: 'by_hand' },
    { kind: 'done', outcome: 'not_ours' },
    { kind: 'done', outcome: 'unauthorized' },
    ...FAILURES,
  ],
  'leave-webhook': () => [DONE],
  'delete-credentials': () => [DONE],
  'finish-disconnect': () => [DONE],
};

/** What may happen to an account, by whoever's hand; `end` ends the act under way, somehow. */
export type Happening =
  | { readonly kind: 'go-on'; readonly minutes: number }
  | { readonly kind: 'end'; readonly how: number }
  | { readonly kind: 'pause' | 'resume' | 'sync-now' | 'reconnect' | 'webhook' | 'fresh-history' }
  | { readonly kind: 'disconnect' };

/** Mostly acts that begin and end, so that an account gets somewhere; sometimes somebody wants something. */
export const happenings = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('go-on' as const), minutes: fc.nat(90) }) },
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('end' as const), how: fc.nat(40) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          ...(['pause', 'resume', 'sync-now', 'reconnect', 'webhook', 'fresh-history'] as const),
        ),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'disconnect' as const }) },
  ),
  { minLength: 20, maxLength: 150 },
);
