import assert from 'node:assert/strict';

import { NEEDED_SCOPES } from '../../revenuecat/scopes.js';
import { makeAccount } from './support/account-rows.js';
import { type ApiUnderTest, startTestApi } from './support/api-under-test.js';
import type { Tenant } from './support/tenant.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds);
const dayOf = (time: Date) => time.toISOString().slice(0, 10);

/** A week of complete days as the worker writes it down after a run. */
const week = (charts: number, webhooks: number) =>
  [7, 6, 5, 4, 3, 2, 1].map((days) => ({
    ...{ day: dayOf(ago(days * DAY)), charts, webhooks },
    ...{ charts_usd: `${charts * 10}`, webhooks_usd: `${webhooks * 10}` },
  }));

describe('The owner is warned', () => {
  let api: ApiUnderTest;
  let tenant: Tenant;
  before(async () => {
    api = await startTestApi();
    tenant = await api.tenant('acme');
  });
  after(() => api.stop());

  /** The sentence of this kind about an account with these columns; null where there is none. */
  async function told(kind: string, columns: Parameters<typeof makeAccount>[2]): Promise<string | null> {
    const id = await makeAccount(api, tenant.id, columns);
    const { body } = await api.call('GET', tenant.at(`/accounts/${id}`), { key: tenant.readKey });
    const warnings = body.warnings as { kind: string; message: string }[];
    return warnings.find((warning) => warning.kind === kind)?.message ?? null;
  }

  it('of a webhook that never brought anything, and told what to do next', async () => {
    assert.match((await told('webhook_unverified', {})) ?? '', /Paste URL and token in RevenueCat/);
    const registered = { webhook_integration_id: 'wh_1' };
    assert.match((await told('webhook_unverified', registered)) ?? '', /is registered at RevenueCat/);
    assert.equal(await told('webhook_unverified', { webhook_verified_at: ago(HOUR) }), null);
  });

  describe('of a webhook that brings nothing any more', () => {
    const worked = { webhook_verified_at: ago(30 * DAY) };

    it('with both numbers, once charts have moved for days without it', async () => {
      const columns = { ...worked, webhook_last_event_at: ago(4 * DAY), reconciliation: week(10, 0) };
      assert.match(
        (await told('webhook_silent', columns)) ?? '',
        /RevenueCat's charts count 30 transactions on the days after, its webhooks brought 0\./,
      );
    });

    it('not while the charts say that there was nothing to bring', async () => {
      const columns = { ...worked, webhook_last_event_at: ago(4 * DAY), reconciliation: week(0, 0) };
      assert.equal(await told('webhook_silent', columns), null);
    });

    it('with what can be said where charts and webhooks cannot be compared yet', async () => {
      const columns = { webhook_verified_at: ago(5 * DAY), webhook_last_event_at: ago(4 * DAY) };
      assert.match(
        (await told('webhook_silent', columns)) ?? '',
        /If there were purchases, check the webhook/,
      );
    });

    it('not within three days', async () => {
      const columns = { ...worked, webhook_last_event_at: ago(2.9 * DAY), reconciliation: week(10, 10) };
      assert.equal(await told('webhook_silent', columns), null);
    });
  });

  it('of charts and webhooks that are apart, with both numbers', async () => {
    assert.match(
      (await told('webhook_gap', { reconciliation: week(10, 4) })) ?? '',
      /charts count 70 transactions, its webhooks brought 28\./,
    );
    assert.equal(await told('webhook_gap', { reconciliation: week(10, 10) }), null);
  });

  it('of a webhook that RevenueCat does not let us register', async () => {
    const warnings = [{ kind: 'webhook_not_registered', since: null, detail: null }];
    assert.match((await told('webhook_not_registered', { warnings })) ?? '', /Paste URL and token/);
  });

  it('of numbers that come more rarely than hourly, and why', async () => {
    assert.match(
      (await told('interval_stretched', { sync_interval_seconds: 3_780 })) ?? '',
      /every 63 min: RevenueCat's limit is shared/,
    );
    assert.equal(await told('interval_stretched', { sync_interval_seconds: 3_600 }), null);
  });

  it('of old numbers after two hours, or two of the longer intervals it has been told of', async () => {
    const old = { last_published_at: ago(3 * HOUR) };
    assert.match((await told('numbers_old', old)) ?? '', /^Numbers are from /);
    assert.equal(await told('numbers_old', { ...old, sync_interval_seconds: 2 * 3_600 }), null);
    assert.equal(await told('numbers_old', { ...old, status: 'paused', paused_at: ago(HOUR) }), null);
  });

  it('of permissions that are missing, by name, with what they are missed for', async () => {
    const scopes = [...NEEDED_SCOPES];
    assert.match(
      (await told('permission_missing', { scopes, manage_webhook: true })) ?? '',
      /integrations:read_write.*the webhook is pasted by hand/,
    );
    assert.equal(await told('permission_missing', { scopes, credential_kind: 'api_key' }), null);
  });

  it('of nothing once the account is disconnected', async () => {
    const columns = { status: 'disconnected', reconciliation: week(10, 0), sync_interval_seconds: 9_000 };
    for (const kind of ['webhook_gap', 'webhook_unverified', 'interval_stretched'])
      assert.equal(await told(kind, columns), null);
  });
});
