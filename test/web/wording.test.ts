import assert from 'node:assert/strict';

import type { Account, Health } from '../../web/src/api/types.js';
import { chosenLabel, isNamed, only, toggled } from '../../web/src/pages/revenue/chosen.js';
import { eventWords } from '../../web/src/wording/events.js';
import { METRICS, TILE_METRICS } from '../../web/src/wording/metrics.js';
import { attemptOutcome } from '../../web/src/wording/problems.js';
import { statusesOf } from '../../web/src/wording/status.js';
import { byDay, foldRepeats } from '../../web/src/wording/timeline.js';

const health = (parts: Partial<Health> = {}): Health => ({
  status: 'healthy',
  cause: null,
  since: '2026-11-01T00:00:00.000Z',
  message: null,
  action: null,
  ...parts,
});

const account = (id: string, parts: Partial<Account> = {}): Account => ({
  id,
  revenuecat_project: { id: `proj_${id}`, name: id },
  status: 'connected',
  health: health(),
  warnings: [],
  credential: {
    kind: 'oauth',
    version: 1,
    scopes: [],
    access_expires_at: null,
    refresh_expires_at_estimate: null,
    refreshed_at: null,
  },
  last_sync: null,
  last_published_at: '2026-11-22T14:00:00.000Z',
  next_sync_at: null,
  paused_at: null,
  disconnected_at: null,
  webhook: {
    url: '',
    registered: false,
    verified_at: null,
    last_event_at: null,
    events_last_hour: 0,
    refused_last_24h: 0,
    waiting: 0,
    lag_seconds: 0,
  },
  ...parts,
});

describe('The word for an account', () => {
  const revoked = health({ status: 'unhealthy', cause: 'token_revoked', action: 'reconnect' });
  const away = health({ status: 'unhealthy', cause: 'provider_unavailable' });
  const operator = health({
    status: 'unhealthy',
    cause: 'client_misconfigured',
    action: 'contact_operator',
  });

  it('is the first of the closed list that fits', () => {
    assert.deepEqual(statusesOf(account('a')), ['healthy']);
    assert.deepEqual(statusesOf(account('a', { last_published_at: null })), ['first_sync']);
    assert.deepEqual(statusesOf(account('a', { status: 'paused' })), ['paused']);
    assert.deepEqual(statusesOf(account('a', { status: 'disconnecting', health: revoked })), [
      'disconnecting',
    ]);
    assert.deepEqual(statusesOf(account('a', { status: 'disconnected' })), ['disconnected']);
  });

  it('asks for action only where the owner can act', () => {
    assert.deepEqual(statusesOf(account('a', { health: revoked })), ['action_needed']);
    assert.deepEqual(statusesOf(account('a', { health: away })), ['waiting']);
    assert.deepEqual(statusesOf(account('a', { health: operator })), ['waiting']);
  });

  it('says that it is paused beside the trouble it has', () => {
    assert.deepEqual(statusesOf(account('a', { status: 'paused', health: revoked })), [
      'action_needed',
      'paused',
    ]);
  });
});

describe('The account picker', () => {
  const accounts = [account('a'), account('b'), account('gone', { status: 'disconnected' })];

  it('names what is chosen', () => {
    assert.equal(chosenLabel(accounts, undefined), 'All accounts (2)');
    assert.equal(chosenLabel(accounts, 'b'), 'b');
    assert.equal(chosenLabel(accounts, 'a,gone'), '2 of 3 accounts');
    assert.equal(
      chosenLabel([account('gone', { status: 'disconnected' })], undefined),
      'No account connected',
    );
  });

  it('puts the choice into the link, in the order of the list', () => {
    assert.equal(toggled(accounts, undefined, 'gone'), 'a,b,gone');
    assert.equal(toggled(accounts, 'b', 'a'), undefined);
    assert.equal(toggled(accounts, 'a,b,gone', 'a'), 'b,gone');
  });

  it('leaves one account alone, and finds accounts by a part of their names', () => {
    assert.equal(only(accounts, 'b'), 'b');
    assert.equal(only([account('a'), account('gone', { status: 'disconnected' })], 'a'), undefined);
    assert.deepEqual(
      accounts.filter((one) => isNamed(one, ' ON')).map(({ id }) => id),
      ['gone'],
    );
  });

  it('keeps at least one account', () => {
    assert.equal(toggled(accounts, 'b', 'b'), 'b');
  });
});

describe('Words', () => {
  it('name refunds and trials, which come under other codes', () => {
    const event = { type: 'CANCELLATION', period_type: null, cancel_reason: null };
    assert.equal(eventWords(event), 'Cancellation');
    assert.equal(eventWords({ ...event, cancel_reason: 'CUSTOMER_SUPPORT' }), 'Refund');
    assert.equal(
      eventWords({ type: 'INITIAL_PURCHASE', period_type: 'TRIAL', cancel_reason: null }),
      'Trial started',
    );
    assert.equal(eventWords({ ...event, type: 'BRAND_NEW' }), 'BRAND_NEW');
  });

  it('tell how an attempt ended, with what the API knows more', () => {
    const problem = {
      type: '/problems/insufficient-scope',
      title: '',
      detail: 'RevenueCat did not grant x.',
    };
    assert.match(attemptOutcome('insufficient-scope', problem).text, /every permission .* did not grant x\./);
    assert.equal(attemptOutcome('access-denied').action, 'try_again');
    assert.match(attemptOutcome('never-heard-of').text, /Nothing was stored/);
  });

  it('name the RevenueCat project an attempt was about, where it is known', () => {
    const text = (slug: string, name?: string) => attemptOutcome(slug, null, name).text;
    assert.equal(text('already-connected', 'iPhone'), 'iPhone is already connected to this project.');
    assert.equal(text('already-connected'), 'This RevenueCat project is already connected to this project.');
    assert.match(text('different-revenuecat-project', 'iPhone'), /^That sign-in cannot open iPhone\./);
    assert.equal(attemptOutcome('disconnect-in-progress').action, 'show');
  });

  it('are there for fourteen tiles, each once', () => {
    assert.equal(METRICS.length, 14);
    assert.equal(new Set(TILE_METRICS).size, 14);
  });
});

describe('The timeline', () => {
  const entry = (id: string, at: string, message: string) => ({
    id,
    at,
    kind: 'sync_complete',
    cause: null,
    message,
  });
  const entries = [
    entry('1', '2026-11-22T10:00:00Z', 'Sync complete.'),
    entry('2', '2026-11-22T09:00:00Z', 'Sync complete.'),
    entry('3', '2026-11-21T09:00:00Z', 'Syncs resumed.'),
  ];

  it('folds repeats under the newest of them', () => {
    assert.deepEqual(
      foldRepeats(entries).map(({ id, times }) => [id, times]),
      [
        ['1', 2],
        ['3', 1],
      ],
    );
  });

  it('is arranged by day', () => {
    const days = byDay(foldRepeats(entries), (at) => at.toISOString().slice(0, 10));
    assert.deepEqual(
      days.map(({ day }) => day),
      ['2026-11-22', '2026-11-21'],
    );
  });
});
