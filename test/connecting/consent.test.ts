import assert from 'node:assert/strict';

import { NEEDED_SCOPES } from '../../revenuecat/scopes.js';
import { demoDevelopers } from '../../simulator/demo.js';
import { Browser } from '../api/support/browser.js';
import type { Reply } from '../api/support/call.js';
import { consent } from '../support/consent.js';
import { Owner } from './owner.js';
import { type Stage, startStage } from './stage.js';

interface TokenSends {
  readonly items: readonly { readonly grantType: string }[];
}

describe('A consent', function () {
  this.timeout(120_000);
  const dana = { developerId: demoDevelopers.dana };
  let stage: Stage;
  let owner: Owner;
  before(async () => {
    stage = await startStage();
  });
  beforeEach(async () => {
    owner = await Owner.of(stage);
  });
  afterEach(() => stage.revenuecat('PATCH', '/settings', { authorization_code_seconds: 60 }));
  after(() => stage?.stop());

  const location = (reply: Reply) => reply.headers.get('location') ?? '';
  const codesSent = async () => {
    const { items } = await stage.revenuecat<TokenSends>('GET', '/ledger/token-sends');
    return items.length;
  };
  const nothingIsLeft = async () => assert.deepEqual(await stage.secretsOf(owner.tenant.id), []);

  const settingsOf = (connectionId: string) =>
    `/projects/${owner.tenant.id}/settings?connection=${connectionId}`;

  /** An approval that has arrived; `again` loads its page as before, with the cookie that only an answer takes away. */
  async function arrivedOnce() {
    const begun = await owner.begin();
    const headers = owner.browser.cookieHeader('/api/oauth/revenuecat/callback');
    const back = await consent(begun.authorizeUrl, dana);
    await owner.arrive(back);
    await owner.until(begun.id, 'awaiting_choice');
    return { begun, again: () => stage.api.call('GET', back.pathname + back.search, { headers }) };
  }

  it('counts once: sent again, it is named as used and changes nothing', async () => {
    const begun = await owner.begin();
    const cookies = owner.browser.cookieHeader('/api/oauth/revenuecat/callback');
    const back = await consent(begun.authorizeUrl, dana);
    await owner.arrive(back);
    const before = await owner.until(begun.id, 'awaiting_choice');
    const sent = await codesSent();
    const again = await stage.api.call('GET', back.pathname + back.search, { headers: cookies });
    assert.match(location(again), /problem=approval-already-used$/);
    assert.deepEqual(await owner.attempt(begun.id), before);
    assert.equal(await codesSent(), sent);
    const chosen = await owner.choose(begun.id, before.revenuecat_projects[0]?.id);
    assert.equal(chosen.status, 201, chosen.text);
    const late = await stage.api.call('GET', back.pathname + back.search, { headers: cookies });
    assert.match(location(late), /problem=approval-already-used$/);
  });

  it('whose page is loaded again because the first answer was lost keeps its code used', async () => {
    const { begun, again } = await arrivedOnce();
    // What an api leaves that dies after the signal and before it commits.
    await stage.worker.owner.prisma.connections.updateMany({
      where: { id: begun.id },
      data: { state_used_at: null, status: 'awaiting_consent' },
    });
    const sent = await codesSent();
    assert.equal(location(await again()), settingsOf(begun.id));
    const left = await stage.inboundOf(owner.tenant.id, begun.id);
    assert.equal(left?.code, undefined);
    assert.equal(await codesSent(), sent);
  });

  it('whose state was not marked as used in time goes on where its attempt is, once', async () => {
    const { begun, again } = await arrivedOnce();
    const before = await owner.attempt(begun.id);
    // The same, and the worker has gone on meanwhile.
    await stage.worker.owner.prisma.connections.updateMany({
      where: { id: begun.id },
      data: { state_used_at: null },
    });
    assert.equal(location(await again()), settingsOf(begun.id));
    assert.deepEqual(await owner.attempt(begun.id), before);
    assert.match(location(await again()), /problem=approval-already-used$/);
  });

  it('that another session brings is a page that says so; whoever began it can still finish', async () => {
    const begun = await owner.begin();
    const back = await consent(begun.authorizeUrl, dana);
    const stranger = await Browser.signedIn(stage.api, owner.tenant.writeKey);
    const foreign = await stranger.call('GET', back.pathname + back.search);
    assert.equal(foreign.status, 400);
    assert.match(foreign.text, /started in another browser/);
    assert.equal((await owner.attempt(begun.id)).status, 'awaiting_consent');
    assert.equal(
      location(await owner.arrive(back)),
      `/projects/${owner.tenant.id}/settings?connection=${begun.id}`,
    );
    await owner.until(begun.id, 'awaiting_choice');
  });

  it('with the code of another attempt is worth nothing, and neither is the other one then', async () => {
    const [mine, other] = [await owner.begin(), await owner.begin()];
    const stolen = (await consent(other.authorizeUrl, dana)).searchParams.get('code') ?? '';
    assert.match(location(await owner.returned(mine, { code: stolen })), /settings\?connection=[^&]*$/);
    await owner.untilFailed(mine.id, 'code-rejected');
    await owner.returned(other, { code: stolen });
    await owner.untilFailed(other.id, 'code-rejected');
    await nothingIsLeft();
  });

  it('that comes too late for its code is refused by RevenueCat, and stores nothing', async () => {
    await stage.revenuecat('PATCH', '/settings', { authorization_code_seconds: 0.001 });
    const begun = await owner.begin();
    await owner.approve(begun, dana);
    await owner.untilFailed(begun.id, 'code-rejected');
    await nothingIsLeft();
  });

  for (const [error, slug] of [
    ['access_denied', 'access-denied'],
    ['unauthorized_client', 'client-misconfigured'],
    ['invalid_request', 'consent-refused'],
    ['invalid_scope', 'consent-refused'],
    ['unsupported_response_type', 'consent-refused'],
    ['server_error', 'consent-refused'],
    ['temporarily_unavailable', 'consent-refused'],
    ['<b>unheard of</b>', 'consent-refused'],
  ] as const) {
    it(`that ends with ${error} is ${slug}, on the page and in the attempt, and leaves nothing`, async () => {
      const begun = await owner.begin();
      const sent = await codesSent();
      const reply = await owner.returned(begun, { error, error_description: "in RevenueCat's own words" });
      assert.equal(reply.status, 303);
      assert.match(location(reply), new RegExp(`problem=${slug}$`));
      const attempt = await owner.untilFailed(begun.id, slug);
      assert.doesNotMatch(JSON.stringify(attempt), /own words|<b>/);
      await nothingIsLeft();
      assert.equal(await codesSent(), sent);
    });
  }

  it('that leaves out a permission names it at once, and its grant is deleted', async () => {
    const begun = await owner.begin();
    await owner.approve(begun, { ...dana, grantedScopes: NEEDED_SCOPES.slice(0, 2) });
    const { problem } = await owner.untilFailed(begun.id, 'insufficient-scope');
    assert.equal(problem.detail, `RevenueCat did not grant ${NEEDED_SCOPES[2]}.`);
    await nothingIsLeft();
  });

  it('of somebody without RevenueCat projects says so, and its grant is deleted', async () => {
    const begun = await owner.begin();
    await owner.approve(begun, { developerId: demoDevelopers.nina });
    await owner.untilFailed(begun.id, 'no-revenuecat-projects');
    await nothingIsLeft();
  });
});
