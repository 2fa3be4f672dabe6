import assert from 'node:assert/strict';

import { type Act, nextAct } from '../../workflows/account/acts.js';
import { changed } from '../../workflows/account/changes.js';
import { type ActOf, begun, type Failed, type Outcomes, resolve } from '../../workflows/account/outcomes.js';
import { type AccountState, HEALTH_CAUSES, isDead, MISSING } from '../../workflows/account/state.js';
import { adopted, disconnecting, pausedOrResumed, syncWanted } from '../../workflows/account/wishes.js';
import { CHOICES, type Happening } from './outcome-choices.js';
import { HOUR, NOW, stateOf } from './states.js';

const MINUTE = 60_000;
/** Acts at one moment: more is an account that spins. */
const MOST_AT_ONCE = 40;
const USES_GRANT: readonly Act['type'][] = [
  'refresh',
  'webhook',
  'step',
  'probe',
  'finish',
  'remove-webhook',
];

interface UnderWay {
  readonly act: Act;
  readonly credentialId: string;
}

/** Lives through what happens to one account, as its workflow would, and checks after every step what must always hold. */
export class Life {
  state: AccountState;
  now = NOW;
  done = false;
  /** The grant's lane. */
  #lane: UnderWay | null = null;
  /** Refreshes of replaced credentials, whose answers nobody waits for any more. */
  readonly #left: UnderWay[] = [];
  /** Every credential there ever was, and those that are gone from Vault. */
  readonly #credentials = ['crd_1'];
  readonly #deleted: string[] = [];
  #atOnce = 0;

  constructor(kind: 'oauth' | 'api_key') {
    const { credential } = stateOf();
    const accessExpiresAt = kind === 'oauth' ? credential.accessExpiresAt : null;
    this.state = stateOf({ credential: { ...credential, kind, accessExpiresAt } });
  }

  get ref() {
    return { projectId: 'prj_1', accountId: 'acc_1', generation: 1 };
  }

  /** Every act comes to nothing for this reason, for so long. @returns how many acts that were. */
  goesWrong(failure: Failed, milliseconds: number): number {
    const end = this.now + milliseconds;
    let acts = 0;
    while (this.now < end) {
      const { act } = this.#lane ?? {};
      if (act !== undefined) {
        acts += 1;
        this.#lane = null;
        const none =
          act.type === 'start-run' ? { kind: 'started', runId: `run_${this.now}`, careful: true } : failure;
        this.#apply((s, at) => this.#resolved(s, at, none as Outcomes[Act['type']], act));
      }
      this.#begin();
      this.#check();
    }
    return acts;
  }

  happens(happening: Happening): void {
    const closing = this.state.status === 'disconnecting';
    if (this.done) return;
    switch (happening.kind) {
      case 'go-on':
        this.now += happening.minutes * MINUTE;
        break;
      case 'end':
        this.#end(happening.how);
        break;
      case 'pause':
      case 'resume':
        if (!closing) this.#apply((s, at) => pausedOrResumed(s, at, happening.kind === 'pause'));
        break;
      case 'sync-now':
        if (!closing) this.#apply((s) => syncWanted(s, `asked_${this.now}`));
        break;
      case 'webhook':
        this.#apply((s) => changed(s, { manageWebhook: true, webhookDue: true }));
        break;
      case 'reconnect':
        if (!closing) this.#reconnect();
        break;
      case 'disconnect':
        this.#apply(disconnecting);
        break;
      case 'fresh-history':
        // What continue-as-new carries is plain JSON; an act under way ends first.
        if (this.#lane === null) this.state = JSON.parse(JSON.stringify(this.state)) as AccountState;
    }
    this.#begin();
    this.#check();
  }

  /** Takes the next act, once the one before is over: this is the mutex. */
  #begin(): void {
    if (this.#lane !== null || this.done) return;
    const act = nextAct(this.state, this.now);
    if (act.type === 'wait') {
      const { until } = act;
      assert.ok(until === null || until > this.now, 'waits for a time that is over');
      assert.ok(until !== null || this.#mayRestForEver(), `waits for ever: ${JSON.stringify(this.state)}`);
      this.#atOnce = 0;
      if (until !== null) this.now = until;
      return;
    }
    this.#atOnce += 1;
    assert.ok(this.#atOnce < MOST_AT_ONCE, `spins with ${act.type}`);
    const { id: credentialId, kind } = this.state.credential;
    if (isDead(this.state.health.cause)) {
      assert.ok(
        !['refresh', 'step', 'start-run', 'webhook'].includes(act.type),
        `${act.type} with a dead grant`,
      );
    }
    assert.ok(!(act.type === 'refresh' && kind === 'api_key'), 'refreshes an API key');
    this.state = begun(this.state, act);
    this.#lane = { act, credentialId };
  }

  #end(how: number): void {
    const { act } = this.#lane ?? {};
    if (act === undefined) return;
    const options = CHOICES[act.type]({ state: this.state, act, now: this.now } as never);
    // Half of all acts come to a good end.
    const outcome = options[how % 2 === 0 ? 0 : (how >> 1) % options.length];
    assert.ok(outcome);
    this.#lane = null;
    if (act.type === 'retire' && outcome.kind === 'done') this.#deleted.push(act.credentialId);
    if (act.type === 'delete-credentials') {
      this.#deleted.push(...this.state.retiredCredentialIds, this.state.credential.id);
    }
    this.#apply((s, at) => this.#resolved(s, at, outcome, act));
    if (act.type === 'finish-disconnect') this.done = true;
  }

  #resolved(
    before: AccountState,
    at: { ref: Life['ref']; now: number },
    outcome: Outcomes[Act['type']],
    act: Act,
  ): AccountState {
    const after = resolve(before, at, outcome as never, act as ActOf<Act['type']>);
    const wasDead = isDead(before.health.cause);
    if (outcome.kind === 'failed' && outcome.trouble === 'ours' && act.type !== 'pass-slot') {
      assert.equal(after.health.cause, before.health.cause, 'our trouble became a cause');
    }
    if (outcome.kind === 'failed' && outcome.trouble === 'provider') {
      assert.ok(wasDead || !isDead(after.health.cause), 'a transient failure killed a grant');
    }
    if (wasDead && !isDead(after.health.cause)) {
      assert.equal(act.type, 'probe', 'a dead grant came to life by itself');
      assert.ok(after.credential.version > before.credential.version || before.health.detail !== null);
    }
    return after;
  }

  /** A refresh under way is left to itself; every other act of the lane is waited for. */
  #reconnect(): void {
    const { credential } = this.state;
    const id = `crd_${this.#credentials.length + 1}`;
    this.#credentials.push(id);
    const fresh = {
      ...credential,
      id,
      version: 1,
      obtainedAt: this.now,
      accessExpiresAt: credential.kind === 'oauth' ? this.now + HOUR : null,
    };
    const adopt = { generation: 1, credential: fresh, budgetKey: 'b', manageWebhook: false };
    this.#apply((s, at) => adopted(s, at, adopt, `reconnected_${this.now}`));
    assert.equal(this.state.health.cause, null);
    assert.ok(this.state.retiredCredentialIds.includes(credential.id));
    const lane = this.#lane;
    if (lane?.act.type !== 'refresh') return;
    this.#left.push(lane);
    this.#lane = null;
    const { act } = lane;
    this.#apply((s, at) => resolve(s, at, { kind: 'replaced' }, act));
  }

  #apply(change: (before: AccountState, at: { ref: Life['ref']; now: number }) => AccountState): void {
    const before = this.state;
    this.state = change(before, { ref: this.ref, now: this.now });
    const visible = ({ status, health, credential }: AccountState) => [status, health, credential];
    if (JSON.stringify(visible(before)) !== JSON.stringify(visible(this.state))) {
      assert.ok(this.state.revision > before.revision, 'a change that the row never hears of');
    }
  }

  #check(): void {
    const { health, status, closing, run, credential } = this.state;
    assert.ok(health.cause === null || HEALTH_CAUSES.includes(health.cause), `cause ${health.cause}`);
    assert.ok(['connected', 'paused', 'disconnecting'].includes(status));
    assert.equal(status === 'disconnecting', closing !== null);
    assert.ok(health.since <= this.now);
    assert.ok(run === null || run.patience <= 40);
    assert.equal(new Set(this.state.timeline.map(({ id }) => id)).size, this.state.timeline.length);
    const holders = [...this.#left, ...(this.#lane === null ? [] : [this.#lane])]
      .filter(({ act }) => USES_GRANT.includes(act.type))
      .map(({ credentialId }) => credentialId);
    assert.equal(
      new Set(holders).size,
      holders.length,
      `two holders of one credential: ${holders.join(' ')}`,
    );
    for (const id of this.#credentials) {
      const known = id === credential.id || this.state.retiredCredentialIds.includes(id);
      assert.ok(known || this.#deleted.includes(id), `${id} is forgotten`);
    }
    assert.ok(!this.#left.some(({ credentialId }) => credentialId === credential.id));
  }

  /** Paused with nothing to keep alive or to find out: only somebody's wish can go on from here. */
  #mayRestForEver(): boolean {
    const { status, health, credential } = this.state;
    const isLost = health.cause === 'token_lost' || health.detail === MISSING;
    return status === 'paused' && !isLost && (isDead(health.cause) || credential.kind === 'api_key');
  }
}
