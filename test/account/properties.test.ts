import assert from 'node:assert/strict';

import fc from 'fast-check';

import { isDead } from '../../workflows/account/state.js';
import { Life } from './lived.js';
import { happenings } from './outcome-choices.js';

const kinds = fc.constantFrom('oauth' as const, 'api_key' as const);
const RUNS = { numRuns: 3_000 };
/** Enough happenings for a run, its refresh and a disconnect, one after the other. */
const UNTIL_QUIET = 400;

/** Whatever happened before: from here on every act comes to a good end. */
function goodDays(life: Life, until: () => boolean): boolean {
  for (let count = 0; count < UNTIL_QUIET && !until(); count += 1) life.happens({ kind: 'end', how: 0 });
  return until();
}

describe('an account, whatever happens to it', () => {
  it('has a cause of the table or none, never two holders of one credential, and never spins', () => {
    fc.assert(
      fc.property(kinds, happenings, (kind, sequence) => {
        const life = new Life(kind);
        for (const happening of sequence) life.happens(happening);
      }),
      RUNS,
    );
  });

  it('is healthy again once it is reconnected and all goes well', () => {
    fc.assert(
      fc.property(kinds, happenings, (kind, sequence) => {
        const life = new Life(kind);
        for (const happening of sequence.filter(({ kind: what }) => what !== 'disconnect'))
          life.happens(happening);
        life.happens({ kind: 'resume' });
        life.happens({ kind: 'reconnect' });
        const healthy = () =>
          life.state.health.cause === null && life.state.run === null && life.state.wanted === null;
        assert.ok(goodDays(life, healthy), JSON.stringify(life.state));
      }),
      RUNS,
    );
  });

  it('comes to the end of a disconnect, with no credential forgotten', () => {
    fc.assert(
      fc.property(kinds, happenings, (kind, sequence) => {
        const life = new Life(kind);
        for (const happening of sequence) life.happens(happening);
        life.happens({ kind: 'disconnect' });
        assert.ok(
          goodDays(life, () => life.done),
          JSON.stringify(life.state),
        );
        assert.equal(life.state.closing?.credentialDeleted, true);
      }),
      RUNS,
    );
  });

  it('tries on patiently while a part of our own is away, and is not ill of it', () => {
    const ours = { kind: 'failed', trouble: 'ours', type: 'VaultUnavailable' } as const;
    const day = 24 * 3_600_000;
    fc.assert(
      fc.property(kinds, (kind) => {
        const life = new Life(kind);
        const acts = life.goesWrong(ours, day);
        assert.equal(life.state.health.cause, null);
        assert.ok(life.state.ourTroubleSince !== null);
        // Four a minute at most: histories are renewed long before they are too long for Temporal.
        assert.ok(acts > 0 && acts <= day / 15_000, `${acts} acts`);
      }),
    );
  });

  it('is unwell while RevenueCat does not answer, and well when it does', () => {
    const life = new Life('oauth');
    life.goesWrong({ kind: 'failed', trouble: 'provider', type: 'ProviderTransient' }, 6 * 3_600_000);
    assert.equal(life.state.health.cause, 'provider_unavailable');
    assert.ok(goodDays(life, () => life.state.health.cause === null));
  });

  it('keeps its grant alive while all goes well, for a year', () => {
    const life = new Life('oauth');
    const end = life.now + 365 * 24 * 3_600_000;
    let oldest = 0;
    while (life.now < end) {
      life.happens({ kind: 'end', how: 0 });
      oldest = Math.max(oldest, life.now - life.state.credential.obtainedAt);
    }
    assert.ok(!isDead(life.state.health.cause));
    assert.ok(oldest <= 3_600_000, `${oldest} ms`);
  });
});
