import type { Kills } from './kills.js';
import type { DeadUse, TokenSend } from './revenuecat.js';
import { PACE } from './world.js';

/**
 * What RevenueCat's own ledger says against us. One credential is one lineage: no two sends at once; a token is sent again
 * only if a kill took the answer; after a confirmed `invalid_grant` nothing is sent at all.
 *
 * @returns a sentence with the evidence for each violation.
 */
export function wrongSends(sends: Iterable<TokenSend>, kills: Kills): string[] {
  const all = [...sends];
  return [...new Set(all.map(({ lineage }) => lineage))].flatMap((lineage) => {
    const ofOne = all.filter((send) => send.lineage === lineage);
    if (lineage === null) {
      return ofOne.map((send) => `a token that RevenueCat never made was sent: ${told(send)}`);
    }
    const exchanges = ofOne.filter(({ grant_type }) => grant_type === 'authorization_code');
    const twice = exchanges.length > 1 ? [`a code was sent ${exchanges.length} times: ${lineage}`] : [];
    const ordered = ofOne.toSorted((one, other) => one.number - other.number);
    return [...twice, ...ordered.flatMap((send, index) => wrongAfter(ordered[index - 1], send, kills))];
  });
}

function wrongAfter(before: TokenSend | undefined, send: TokenSend, kills: Kills): string[] {
  if (before === undefined) return [];
  const both = `${told(before)}, then ${told(send)}`;
  if (send.started_at < endOf(before)) return [`two sends of one credential overlap: ${both}`];
  if (kills.cut(before)) {
    const pause = send.started_at - before.started_at;
    return pause < PACE.TOKEN_TIMEOUT ? [`repeated before the first send was certainly dead: ${both}`] : [];
  }
  if (before.outcome === 'invalid_grant') return [`sent after a confirmed invalid_grant: ${both}`];
  if (before.outcome === 'answered' && send.sent === before.sent) {
    return [`sent a token again although the answer had come: ${both}`];
  }
  return [];
}

/** The simulator notes when a killed client left; it goes on with the request all the same. */
function endOf({ started_at, ended_at, outcome }: TokenSend): number {
  const worked = outcome === 'client_left' ? started_at + PACE.SLOW.token : 0;
  return Math.max(ended_at ?? Number.POSITIVE_INFINITY, worked);
}

/** Refresh tokens that were sent although Vault holds what came after them. @param inVault lineages whose newest pair it has. */
export function deadUsesOf(uses: readonly DeadUse[], inVault: ReadonlySet<string>): string[] {
  return uses
    .filter(({ token, reason, lineage }) => {
      // What a developer has ended at RevenueCat is found out by a send, and by nothing else.
      return token !== 'access' && reason !== 'revoked' && inVault.has(lineage);
    })
    .map((use) => `a dead token was sent although Vault holds the newer pair: ${JSON.stringify(use)}`);
}

/** One line with all that the ledger knows of a send. */
export function told({ number, lineage, sent, started_at, ended_at, outcome, issued }: TokenSend): string {
  const from = new Date(started_at).toISOString().slice(11, 23);
  const until = ended_at === null ? '…' : new Date(ended_at).toISOString().slice(11, 23);
  return `#${number} ${lineage} ${sent} ${from}–${until} ${outcome ?? 'under way'}${issued ? ', issued' : ''}`;
}
