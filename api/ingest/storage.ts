import { setTimeout as delay } from 'node:timers/promises';

import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';
import type { Deadline } from './deadline.js';
import type { Delivery } from './delivery.js';
import { GroupCommit } from './group-commit.js';
import type { IngestLimits } from './limits.js';
import { groupRows } from './metrics.js';
import { refuse, type Refused } from './refuse.js';
import { ensureSealingKey } from './sealing-keys.js';
import { SealingKeyMissing, type Stored, storeGroup } from './store-group.js';

/** Milliseconds before a delivery that met a held gate tries again; a disconnect holds it for moments. */
const PAUSE = 25;

/** Puts deliveries where they are safe: an event's row with its place in the inbox, or quarantine. */
export class Storage {
  readonly #deps: Pick<ApiDeps, 'database' | 'vault'>;
  readonly #commit: GroupCommit;

  constructor(deps: Pick<ApiDeps, 'database' | 'ingest' | 'vault'>, limits: IngestLimits) {
    this.#deps = deps;
    this.#commit = new GroupCommit((group) => {
      groupRows.observe(group.length);
      return storeGroup(deps.ingest.pool, group);
    }, limits);
  }

  /**
   * Resolves once the delivery is committed.
   *
   * @throws {Refused} when routing ends at a closed door, or {Problem} `overloaded` when the time is over.
   */
  async store(delivery: Delivery, deadline: Deadline): Promise<Stored> {
    // What came too late is answered as such: storing it would take room from those that still can be in time.
    if (deadline.left <= 0) throw new Problem('overloaded');
    const stored = await this.#storeSealable(delivery, deadline);
    const refused = refusalBy(delivery, stored.outcome);
    if (refused !== null) throw refused;
    if (stored.outcome !== 'again') return stored;
    await delay(PAUSE);
    return this.store(delivery, deadline);
  }

  async #storeSealable(delivery: Delivery, deadline: Deadline): Promise<Stored> {
    try {
      return await this.#commit.store(delivery, deadline.left);
    } catch (error) {
      if (!(error instanceof SealingKeyMissing)) throw error;
      // The layer was installed before Vault could take its key. Not within the group: its other members need no Vault.
      const sealingPublicKey = await deadline.keep(ensureSealingKey(this.#deps, delivery.projectId));
      return this.#commit.store({ ...delivery, sealingPublicKey }, deadline.left);
    }
  }
}

function refusalBy({ namedAccount }: Delivery, outcome: Stored['outcome']): Refused | null {
  switch (outcome) {
    case 'no-account':
      return refuse.noAccount();
    case 'unknown-account':
      return refuse.unknownAccount();
    case 'not-accepting':
      return refuse.notAccepting();
    case 'unsigned':
      return namedAccount === null ? refuse.signedDeliveriesOnly() : refuse.wrongSignature();
    case 'stored':
    case 'duplicate':
    case 'conflict':
    case 'quarantined':
    case 'again':
      return null;
  }
}
